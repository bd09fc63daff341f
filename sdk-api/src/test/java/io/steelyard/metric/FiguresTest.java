package io.steelyard.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

/** Exact figures against values by hand and the documented examples of scikit-learn. */
final class FiguresTest {
    /** Some roundings of F32 probabilities such as 0.1. */
    private static final Offset<Double> CLOSE = within(1e-7);

    private static final List<String> ABC = List.of("a", "b", "c");

    @Test
    void confusionIsCountedByWhatIsSoAndWhatIsPredicted() {
        // confusion_matrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2]) is
        // [[2, 0, 0], [0, 0, 1], [1, 0, 2]].
        ClassificationFigures figures =
                ClassificationFigures.of(
                        oneHot(3, 0, 0, 2, 2, 0, 2), new int[] {2, 0, 2, 2, 0, 1}, ABC);
        assertThat(figures.confusion().counts())
                .containsExactly(List.of(2L, 0L, 0L), List.of(0L, 0L, 1L), List.of(1L, 0L, 2L));
        assertThat(figures.confusion().count(1, 2)).isEqualTo(1);
        assertThat(figures.confusion().support(2)).isEqualTo(3);
        assertThat(figures.confusion().predicted(2)).isEqualTo(3);
        assertThat(figures.accuracy()).isEqualTo(4 / 6.0);
        ClassFigures c = figures.classes().get(2);
        assertThat(c.name()).isEqualTo("c");
        assertThat(c.precision()).isEqualTo(2 / 3.0);
        assertThat(c.recall()).isEqualTo(2 / 3.0);
        assertThat(c.f1()).isEqualTo(2 / 3.0);
        ClassFigures b = figures.classes().get(1);
        assertThat(List.of(b.precision(), b.recall(), b.f1())).containsExactly(0.0, 0.0, 0.0);
    }

    @Test
    void averagesAreThoseOfTheExampleOfScikitLearn() {
        // f1_score(y_true=[0, 1, 2, 0, 1, 2], y_pred=[0, 2, 1, 0, 0, 1]): macro 0.266..,
        // micro 0.33..
        ClassificationFigures figures =
                ClassificationFigures.of(
                        oneHot(3, 0, 2, 1, 0, 0, 1), new int[] {0, 1, 2, 0, 1, 2}, ABC);
        AverageFigures macro = figures.average(Averaging.MACRO);
        assertThat(macro.precision()).isCloseTo(2 / 9.0, CLOSE);
        assertThat(macro.recall()).isCloseTo(1 / 3.0, CLOSE);
        assertThat(macro.f1()).isCloseTo(0.8 / 3, CLOSE);
        AverageFigures micro = figures.average(Averaging.MICRO);
        assertThat(List.of(micro.precision(), micro.recall(), micro.f1()))
                .containsExactly(2 / 6.0, 2 / 6.0, 2 / 6.0);
    }

    @Test
    void areaIsTheExampleOfScikitLearnAndCountsTiesAHalf() {
        int[] labels = {0, 0, 1, 1};
        assertThat(area(labels, 0.1, 0.4, 0.35, 0.8)).isEqualTo(0.75);
        // Of the four pairs 0.4 ties with one and loses to one.
        assertThat(area(labels, 0.1, 0.4, 0.4, 0.8)).isEqualTo(3.5 / 4);
        assertThat(area(labels, 0.5, 0.5, 0.5, 0.5)).isEqualTo(0.5);
        assertThat(area(new int[] {1, 1, 1, 1}, 0.1, 0.2, 0.3, 0.4)).isNaN();
    }

    @Test
    void areaIsThePartOfPairsThatAreOrdered() {
        SplittableRandom random = new SplittableRandom(1);
        double[] scores = new double[200];
        boolean[] positive = new boolean[200];
        for (int i = 0; i < scores.length; i++) {
            positive[i] = random.nextInt(3) == 0;
            scores[i] = (random.nextInt(20) + (positive[i] ? 4 : 0)) / 24.0;
        }
        double won = 0;
        double pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (positive[i] && !positive[j]) {
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        assertThat(RankOrder.area(scores, positive)).isCloseTo(won / pairs, within(1e-12));
    }

    @Test
    void areaOfSeveralClassesIsTheirMeanAgainstTheRest() {
        float[][] rows = {
            {0.5f, 0.3f, 0.2f}, {0.2f, 0.4f, 0.4f}, {0.3f, 0.3f, 0.4f}, {0.6f, 0.2f, 0.2f}
        };
        ClassificationFigures figures = ClassificationFigures.of(rows, new int[] {0, 1, 1, 1}, ABC);
        // a: 0.5 beats 0.2 and 0.3, not 0.6. b: 0.4 beats 0.3, 0.3 ties, 0.2 loses. c: none.
        assertThat(figures.classes().get(0).rocAuc()).isCloseTo(2 / 3.0, CLOSE);
        assertThat(figures.classes().get(1).rocAuc()).isCloseTo(1.5 / 3, CLOSE);
        assertThat(figures.classes().get(2).rocAuc()).isNaN();
        assertThat(figures.rocAuc()).isCloseTo((2 / 3.0 + 0.5) / 2, CLOSE);
    }

    @Test
    void topKIsTheExampleOfScikitLearn() {
        float[][] scores = {
            {0.5f, 0.2f, 0.2f}, {0.3f, 0.4f, 0.2f}, {0.2f, 0.4f, 0.3f}, {0.7f, 0.2f, 0.1f}
        };
        ClassificationFigures figures =
                ClassificationFigures.of(scores, new int[] {0, 1, 2, 2}, ABC);
        assertThat(figures.topK(1)).isEqualTo(0.5).isEqualTo(figures.accuracy());
        assertThat(figures.topK(2)).isEqualTo(0.75);
        assertThat(figures.topK(3)).isEqualTo(1);
        assertThat(figures.topK(9)).isEqualTo(1);
    }

    @Test
    void logLossIsTheExampleOfScikitLearn() {
        // log_loss(["spam", "ham", "ham", "spam"], [[.1, .9], [.9, .1], [.8, .2], [.35, .65]])
        // is 0.21616.
        float[][] rows = {{0.1f, 0.9f}, {0.9f, 0.1f}, {0.8f, 0.2f}, {0.35f, 0.65f}};
        List<String> classes = List.of("ham", "spam");
        ClassificationFigures figures =
                ClassificationFigures.of(rows, new int[] {1, 0, 0, 1}, classes);
        double byHand = -(2 * Math.log(0.9) + Math.log(0.8) + Math.log(0.65)) / 4;
        assertThat(figures.logLoss()).isCloseTo(byHand, CLOSE).isCloseTo(0.21616, within(1e-5));
        ClassificationFigures sure =
                ClassificationFigures.of(new float[][] {{1, 0}}, new int[] {1}, classes);
        assertThat(sure.logLoss()).isEqualTo(23 * Math.log(2));
    }

    @Test
    void reliabilityIsTheMeanOfEachBin() {
        float[][] rows = {{0.9375f, 0.0625f}, {0.875f, 0.125f}, {0.625f, 0.375f}, {0.5f, 0.5f}};
        ClassificationFigures figures =
                ClassificationFigures.of(rows, new int[] {0, 1, 0, 1}, List.of("a", "b"));
        List<Reliability.Bin> filled =
                figures.reliability().bins().stream().filter(bin -> bin.count() > 0).toList();
        // Of 15 bins: 0.5 and 0.625 fall into (7/15, 8/15] and (9/15, 10/15], 0.875 and 0.9375
        // into (13/15, 14/15] and (14/15, 1].
        assertThat(filled)
                .extracting(Reliability.Bin::confidence)
                .containsExactly(0.5, 0.625, 0.875, 0.9375);
        assertThat(filled)
                .extracting(Reliability.Bin::accuracy)
                .containsExactly(0.0, 1.0, 0.0, 1.0);
        assertThat(figures.reliability().bins()).hasSize(15);
        assertThat(filled.getFirst().lower()).isEqualTo(7 / 15.0);
        assertThat(figures.calibrationError()).isEqualTo((0.5 + 0.375 + 0.875 + 0.0625) / 4);
        // A bound belongs to the bin below it.
        double[] bounds = {0.25, 0.5, 0.75, 1};
        assertThat(Reliability.of(bounds, new boolean[4], 4).bins())
                .extracting(Reliability.Bin::count)
                .containsExactly(1L, 1L, 1L, 1L);
    }

    @Test
    void severalLabelsHaveFiguresOfTheirOwn() {
        float[][] rows = {{0.75f, 0.25f, 0.875f}, {0.125f, 0.75f, 0.5f}, {0.25f, 0.25f, 0.9375f}};
        boolean[][] labels = {{true, false, true}, {true, true, false}, {false, false, false}};
        MultiLabelFigures figures = MultiLabelFigures.of(rows, labels, ABC);
        assertThat(figures.exactMatch()).isEqualTo(1 / 3.0);
        assertThat(figures.hammingLoss()).isEqualTo(2 / 9.0);
        assertThat(figures.average(Averaging.MICRO).recall()).isEqualTo(3 / 4.0);
        assertThat(figures.average(Averaging.MACRO).precision()).isEqualTo(2.5 / 3);
        assertThat(figures.rocAuc()).isEqualTo((0.5 + 1 + 0.5) / 3);
        double[] ofWhatIsSo = {0.75, 0.75, 0.875, 0.125, 0.75, 0.5, 0.75, 0.75, 0.0625};
        double loss = 0;
        for (double p : ofWhatIsSo) {
            loss -= Math.log(p) / 9;
        }
        assertThat(figures.logLoss()).isCloseTo(loss, CLOSE);
        NdArray array =
                NdArray.of(
                        new float[] {
                            0.75f, 0.25f, 0.875f, 0.125f, 0.75f, 0.5f, 0.25f, 0.25f, 0.9375f
                        },
                        3,
                        3);
        // Above 0.1 every class is predicted everywhere.
        MultiLabelFigures all = MultiLabelFigures.of(array, labels, ABC, 0.1);
        assertThat(all.average(Averaging.MICRO).recall()).isEqualTo(1);
        assertThat(all.average(Averaging.MICRO).precision()).isEqualTo(4 / 9.0);
    }

    @Test
    void errorsOfRegressionsAreTheExamplesOfScikitLearn() {
        RegressionFigures figures =
                RegressionFigures.of(new double[] {2.5, 0, 2, 8}, new double[] {3, -0.5, 2, 7});
        assertThat(figures.meanAbsoluteError()).isEqualTo(0.5);
        assertThat(figures.rootMeanSquaredError()).isEqualTo(Math.sqrt(0.375));
        assertThat(figures.rSquared()).isCloseTo(0.948, within(1e-3)); // 0.9486...
        assertThat(figures.rSquared()).isCloseTo(1 - 1.5 / 29.1875, within(1e-15));
        double offset = 1e9;
        RegressionFigures far =
                RegressionFigures.of(
                        new double[] {offset + 1, offset + 2}, new double[] {offset, offset + 2});
        assertThat(far.rSquared()).isEqualTo(0.5);
        assertThat(RegressionFigures.of(new double[] {1, 2}, new double[] {3, 3}).rSquared())
                .isNaN();
    }

    @Test
    void saysWhatItCannotTakeTheFiguresOf() {
        float[][] row = {{0.5f, 0.5f}};
        List<String> two = List.of("a", "b");
        assertThatThrownBy(() -> ClassificationFigures.of(row, new int[] {2}, two))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "Figures were asked of the label 2 in row 0; accepted are class numbers"
                                + " from 0 to 1.");
        assertThatThrownBy(() -> ClassificationFigures.of(row, new int[] {0, 1}, two))
                .hasMessage(
                        "Figures were asked of 1 rows of probabilities and the labels of 2;"
                                + " accepted are as many labels as rows.");
        assertThatThrownBy(() -> ClassificationFigures.of(row, new int[] {0}, ABC))
                .hasMessage(
                        "Figures were asked of 2 probabilities in row 0 and 3 classes; accepted is"
                                + " one probability for each class.");
        float[][] broken = {{Float.NaN, 1}};
        assertThatThrownBy(() -> ClassificationFigures.of(broken, new int[] {0}, two))
                .hasMessage(
                        "Figures were asked of the probability NaN in row 0; accepted are numbers"
                                + " from 0 to 1.");
        assertThatThrownBy(
                        () ->
                                RegressionFigures.of(
                                        new double[] {1, Double.NaN}, new double[] {1, 2}))
                .hasMessage(
                        "Figures were asked of the prediction NaN in row 1; accepted are finite"
                                + " numbers.");
        NdArray flat = NdArray.of(new float[2], 2);
        assertThatThrownBy(() -> ClassificationFigures.of(flat, new int[] {0}, two))
                .hasMessage(
                        "Figures were asked of probabilities f32[2]; accepted are floats"
                                + " [examples, classes].");
    }

    private static double area(int[] labels, double... scores) {
        float[][] rows = new float[scores.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new float[] {(float) (1 - scores[i]), (float) scores[i]};
        }
        return ClassificationFigures.of(rows, labels, List.of("no", "yes")).rocAuc();
    }

    private static float[][] oneHot(int classes, int... predicted) {
        float[][] rows = new float[predicted.length][classes];
        for (int i = 0; i < rows.length; i++) {
            rows[i][predicted[i]] = 1;
        }
        return rows;
    }
}
