package io.steelyard.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.OracleRun;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Metrics on the oracle, against values by hand and against the exact figures. */
final class MetricsTest {
    /** The oracle computes in float64; constants and logits of a program are F32. */
    private static final Offset<Double> CLOSE = within(1e-6);

    /** Predicts 0, 2, 1, 0, 0 and 1; the classes of scikit-learn's example of averaging. */
    private static final NdArray PREDICTED =
            NdArray.of(new float[] {5, 1, 0, 0, 1, 5, 0, 5, 1, 5, 0, 0, 5, 1, 1, 0, 5, 0}, 6, 3);

    private static final NdArray LABELS = NdArray.of(new int[] {0, 1, 2, 0, 1, 2}, 6);

    @Test
    void averagesAreThoseOfTheExampleOfScikitLearn() {
        // precision_score(y_true=[0,1,2,0,1,2], y_pred=[0,2,1,0,0,1]): macro 0.22.., micro 0.33..
        // By hand: class 0 has 2 hits of 3 predictions and 2 occurrences, the others have none.
        assertFigure(new Precision(), PREDICTED, LABELS, 2 / 9.0);
        assertFigure(new Precision(Averaging.MICRO), PREDICTED, LABELS, 2 / 6.0);
        assertFigure(new Recall(), PREDICTED, LABELS, 1 / 3.0);
        assertFigure(new Recall(Averaging.MICRO), PREDICTED, LABELS, 2 / 6.0);
        assertFigure(new F1(), PREDICTED, LABELS, 0.8 / 3);
        assertFigure(new F1(Averaging.MICRO), PREDICTED, LABELS, 2 / 6.0);
        assertFigure(new Accuracy(), PREDICTED, LABELS, 2 / 6.0);
    }

    @Test
    void aClassThatNeitherOccursNorIsPredictedIsLeftOut() {
        NdArray logits = NdArray.of(new float[] {5, 1, 0, 5, 1, 0, 1, 5, 0}, 3, 3);
        NdArray labels = NdArray.of(new int[] {0, 1, 1}, 3);
        // Class 0: 1 hit of 2 predictions, 1 occurrence. Class 1: 1 hit of 1, 2 occurrences.
        assertFigure(new Precision(), logits, labels, (0.5 + 1) / 2);
        assertFigure(new Recall(), logits, labels, (1 + 0.5) / 2);
        assertFigure(new F1(), logits, labels, (2 / 3.0 + 2 / 3.0) / 2);
    }

    @Test
    void severalLabelsArePredictedAboveAHalf() {
        NdArray logits = NdArray.of(new float[] {1, -1, 2, -3, 1, 0, -1, -1, 4}, 3, 3);
        NdArray labels = NdArray.of(new int[] {1, 0, 1, 1, 1, 0, 0, 0, 0}, 3, 3);
        // Hits, predictions, occurrences: 1 1 2; 1 1 1; 1 2 1.
        assertFigure(new Precision(), logits, labels, (1 + 1 + 0.5) / 3);
        assertFigure(new Recall(Averaging.MICRO), logits, labels, 3 / 4.0);
        assertFigure(new F1(Averaging.MICRO), logits, labels, 6 / 8.0);
        assertFigure(new Accuracy(), logits, labels, 1 / 3.0);
        double loss = 0;
        double[] signed = {1, 1, 2, -3, 1, 0, 1, 1, -4};
        for (double x : signed) {
            loss += Math.log1p(Math.exp(-x));
        }
        assertFigure(new LogLoss(), logits, labels, loss / 9);
        // Areas: (1 beats -1, -3 does not) 1/2; 1 beats both, 1; 2 beats 0 and not 4, 1/2.
        assertFigure(new RocAuc(), logits, labels, (0.5 + 1 + 0.5) / 3);
    }

    @Test
    void topKCountsTiesByTheirPlaceAndMissesRowsWithNaN() {
        NdArray logits =
                NdArray.of(
                        new float[] {
                            0.5f, 0.2f, 0.2f, 0.3f, 0.4f, 0.2f, 0.2f, 0.4f, 0.3f, 0.7f, 0.2f, 0.1f
                        },
                        4,
                        3);
        NdArray labels = NdArray.of(new int[] {0, 1, 2, 2}, 4);
        // scikit-learn's example of top_k_accuracy_score: 0.75 for k = 2, 1 for k = 3.
        assertFigure(new TopKAccuracy(2), logits, labels, 0.75);
        assertFigure(new TopKAccuracy(3), logits, labels, 1);
        NdArray ties = NdArray.of(new float[] {1, 1, 1, 1, Float.NaN, 0}, 2, 3);
        assertFigure(new TopKAccuracy(1), ties, NdArray.of(new int[] {0, 0}, 2), 0.5);
        assertFigure(new TopKAccuracy(1), ties, NdArray.of(new int[] {1, 1}, 2), 0);
        assertFigure(new TopKAccuracy(2), ties, NdArray.of(new int[] {1, 1}, 2), 0.5);
    }

    @Test
    void logLossIsMinusTheMeanLogarithm() {
        NdArray logits =
                NdArray.of(new float[] {(float) Math.log(0.9), (float) Math.log(0.1), 0, 0}, 2, 2);
        double expected = -(Math.log(0.1) + Math.log(0.5)) / 2;
        assertFigure(new LogLoss(), logits, NdArray.of(new int[] {1, 0}, 2), expected);
    }

    @Test
    void areaOfTwoClassesIsTheExampleOfScikitLearn() {
        // roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) is 0.75: one pair of four is lost.
        double[] scores = {0.1, 0.4, 0.35, 0.8};
        float[] logits = new float[8];
        for (int i = 0; i < 4; i++) {
            logits[2 * i + 1] = (float) Math.log(scores[i] / (1 - scores[i]));
        }
        NdArray labels = NdArray.of(new int[] {0, 0, 1, 1}, 4);
        assertFigure(new RocAuc(), NdArray.of(logits, 4, 2), labels, 0.75);
        NdArray equal = NdArray.of(new float[8], 4, 2);
        assertFigure(new RocAuc(), equal, labels, 0.5);
        NdArray beyond = NdArray.of(new float[] {0, -90, 0, -80, 0, 70, 0, 90}, 4, 2);
        assertFigure(new RocAuc(), beyond, labels, 1);
    }

    @Test
    void figuresOfManyExamplesAreTheExactOnes() {
        SplittableRandom random = new SplittableRandom(3);
        int examples = 400;
        int classes = 4;
        float[] logits = new float[examples * classes];
        float[][] probabilities = new float[examples][classes];
        int[] labels = new int[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = random.nextInt(classes);
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                double z = 2 * random.nextGaussian() + (c == labels[i] ? 2 : 0);
                logits[i * classes + c] = (float) z;
                sum += Math.exp((float) z);
            }
            for (int c = 0; c < classes; c++) {
                probabilities[i][c] = (float) (Math.exp(logits[i * classes + c]) / sum);
            }
        }
        ClassificationFigures exact =
                ClassificationFigures.of(probabilities, labels, List.of("a", "b", "c", "d"));
        NdArray given = NdArray.of(logits, examples, classes);
        NdArray target = NdArray.of(labels, examples);
        assertFigure(new Accuracy(), given, target, exact.accuracy());
        assertFigure(new TopKAccuracy(2), given, target, exact.topK(2));
        assertFigure(new F1(), given, target, exact.average(Averaging.MACRO).f1());
        assertFigure(new LogLoss(), given, target, exact.logLoss());
        assertFigure(new CalibrationError(), given, target, exact.calibrationError());
        // Bins of 1/64 hold about 0.4 % of the pairs of unlike examples together.
        assertThat(figure(new RocAuc(), given, Map.of(Targets.LABELS, target)))
                .isCloseTo(exact.rocAuc(), within(1e-3));
    }

    @Test
    void calibrationIsTheDifferenceOfConfidenceAndAccuracy() {
        // Confidences 0.9, 0.9, 0.6 and 0.7, of which the first three are right, in 5 bins: the
        // first two are alone in (0.8, 1], the last two in (0.6, 0.8] and (0.4, 0.6].
        float[] odds = {9, 9, 1.5f, 7 / 3f};
        float[] logits = new float[8];
        for (int i = 0; i < 4; i++) {
            logits[2 * i] = (float) Math.log(odds[i]) - (i == 2 ? 1e-4f : 0);
        }
        NdArray labels = NdArray.of(new int[] {0, 0, 0, 1}, 4);
        double expected = (2 * 0.1 + 0.4 + 0.7) / 4;
        assertThat(
                        figure(
                                new CalibrationError(5),
                                NdArray.of(logits, 4, 2),
                                Map.of(Targets.LABELS, labels)))
                .isCloseTo(expected, within(1e-4));
    }

    @Test
    void errorsOfRegressionsAreTheExamplesOfScikitLearn() {
        // y_true = [3, -0.5, 2, 7], y_pred = [2.5, 0, 2, 8]: 0.5, sqrt(0.375) and 0.948...
        NdArray predicted = NdArray.of(new float[] {2.5f, 0, 2, 8}, 4, 1);
        Map<String, NdArray> values =
                Map.of(Targets.VALUES, NdArray.of(new float[] {3, -0.5f, 2, 7}, 4, 1));
        assertThat(figure(new MeanAbsoluteError(), predicted, values)).isCloseTo(0.5, CLOSE);
        assertThat(figure(new MeanAbsoluteError(10), predicted, values)).isCloseTo(5, CLOSE);
        assertThat(figure(new RootMeanSquaredError(), predicted, values))
                .isCloseTo(Math.sqrt(0.375), CLOSE);
        assertThat(figure(new RootMeanSquaredError(2), predicted, values))
                .isCloseTo(2 * Math.sqrt(0.375), CLOSE);
        // The mean of the values is 2.875 and their squared differences from it sum to 29.1875.
        assertThat(figure(new RSquared(), predicted, values)).isCloseTo(1 - 1.5 / 29.1875, CLOSE);
        assertThat(new RSquared().result(new double[] {1, 4, 8, 16})).isNaN();
    }

    @Test
    void namesTellAveragesApart() {
        assertThat(new F1().name()).isEqualTo("f1_macro");
        assertThat(new Recall(Averaging.MICRO).name()).isEqualTo("recall_micro");
        assertThat(new TopKAccuracy(5).name()).isEqualTo("top_5_accuracy");
    }

    @Test
    void saysWhatItCannotMeasure() {
        assertThatThrownBy(() -> new TopKAccuracy(0))
                .isInstanceOf(SteelyardException.class)
                .hasMessage("A top-k accuracy with k 0 was asked for; accepted are 1 or more.");
        assertThatThrownBy(() -> new CalibrationError(0))
                .hasMessage(
                        "A calibration error over 0 bins was asked for; accepted are 1 or more.");
        assertThatThrownBy(() -> new MeanAbsoluteError(0))
                .hasMessage(
                        "MeanAbsoluteError was given the scale 0.0; accepted are finite numbers"
                                + " above 0.");
        NdArray narrow = NdArray.of(new float[4], 4);
        assertThatThrownBy(
                        () ->
                                figure(
                                        new RootMeanSquaredError(),
                                        NdArray.of(new float[4], 4, 1),
                                        Map.of(Targets.VALUES, narrow)))
                .hasMessageContaining(
                        "RootMeanSquaredError compares predictions f32[4,1] with the target"
                                + " 'values' f32[4]; accepted are equal shapes");
        assertThatThrownBy(
                        () ->
                                figure(
                                        new F1(),
                                        NdArray.of(new float[4], 2, 2),
                                        Map.of(Targets.LABELS, NdArray.of(new int[3], 3))))
                .hasMessageContaining("F1 compares predictions f32[2,2] with the labels i32[3]");
    }

    private static void assertFigure(
            Metric metric, NdArray logits, NdArray labels, double expected) {
        assertThat(figure(metric, logits, Map.of(Targets.LABELS, labels)))
                .as("%s", metric)
                .isCloseTo(expected, CLOSE);
    }

    /** Of one batch. */
    private static double figure(Metric metric, NdArray predictions, Map<String, NdArray> targets) {
        String name = targets.keySet().iterator().next();
        double[] sums =
                OracleRun.of(
                                List.of(predictions, targets.get(name)),
                                in ->
                                        List.of(
                                                metric.measure(
                                                        in.getFirst(),
                                                        new Targets(Map.of(name, in.get(1))))))
                        .getFirst();
        return metric.result(sums);
    }
}
