package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.autodiff.Gradients;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.Accuracy;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.GradientCase;
import io.steelyard.testkit.GradientCheck;
import io.steelyard.testkit.OracleRun;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Losses against values of PyTorch 1.13 in float64, of the function that is named beside each, and
 * their gradients against central differences. Inputs are exact in F32.
 */
final class LossesTest {
    /** The oracle computes in float64; constants such as 1/6 are rounded to F32, relative 6e-8. */
    private static final Offset<Double> TOLERANCE = within(1e-6);

    private static final NdArray PREDICTIONS =
            LossRun.eighths(new int[] {4, -10, 16, 0, 28, -6}, 2, 3);
    private static final NdArray VALUES = LossRun.eighths(new int[] {8, -8, -4, 0, 10, 16}, 2, 3);
    private static final NdArray BINARY = NdArray.of(new int[] {1, 0, 1, 0, 1, 0}, 2, 3);
    private static final NdArray SOFT = LossRun.eighths(new int[] {2, 4, 8, 0, 6, 1}, 2, 3);
    private static final NdArray LOGITS =
            LossRun.eighths(new int[] {4, -10, 16, 0, 28, -6, 8, 8, -16, 2, -4, 6}, 4, 3);
    private static final NdArray LABELS = NdArray.of(new int[] {2, 0, 1, 1}, 4);
    private static final NdArray PARTIAL = NdArray.of(new int[] {2, 0, -100, 1}, 4);
    private static final NdArray PROBABILITIES =
            LossRun.eighths(new int[] {4, 2, 2, 0, 1, 7, 8, 0, 0, 3, 3, 2}, 4, 3);
    private static final List<Float> WEIGHTS = List.of(0.5f, 2f, 1.25f);

    @Test
    void regression() {
        Map<String, NdArray> values = Map.of("values", VALUES);
        // mse_loss, l1_loss, huber_loss
        assertLoss(new MeanSquaredError(), PREDICTIONS, values, 3.1979166666666665);
        assertLoss(new MeanAbsoluteError(), PREDICTIONS, values, 1.375);
        assertLoss(new Huber(), PREDICTIONS, values, 1.0260416666666667);
        assertLoss(new Huber(0.5f), PREDICTIONS, values, 0.5885416666666666);
    }

    @Test
    void binaryCrossEntropy() {
        // binary_cross_entropy_with_logits
        Map<String, NdArray> labels = Map.of("labels", BINARY);
        assertLoss(new BinaryCrossEntropy(), PREDICTIONS, labels, 0.32711711358598633);
        assertLoss(new BinaryCrossEntropy(2.5f), PREDICTIONS, labels, 0.48480596695991135);
        assertLoss(
                new BinaryCrossEntropy(), PREDICTIONS, Map.of("labels", SOFT), 0.6552421135859864);
        NdArray huge = NdArray.of(new float[] {-1000, 1000, -1000, 1000}, 4);
        NdArray ends = NdArray.of(new int[] {0, 1, 1, 0}, 4);
        assertLoss(new BinaryCrossEntropy(), huge, Map.of("labels", ends), 500);
    }

    @Test
    void categoricalCrossEntropy() {
        // cross_entropy with ignore_index=-100, weight=WEIGHTS, label_smoothing=0.25
        SoftmaxCrossEntropy plain = new SoftmaxCrossEntropy();
        assertLoss(plain.withIgnoredLabel(-100), PARTIAL, 1.888101713148272);
        assertLoss(plain.withClassWeights(WEIGHTS), LABELS, 1.2651066605219243);
        assertLoss(plain.withLabelSmoothing(0.25f), LABELS, 1.6580102645278796);
        assertLoss(
                plain.withIgnoredLabel(-100).withClassWeights(WEIGHTS).withLabelSmoothing(0.25f),
                PARTIAL,
                1.6231370537539331);
    }

    /** Computed in double arithmetic from the formula of cross_entropy for class probabilities. */
    @Test
    void labelsMayBeProbabilities() {
        SoftmaxCrossEntropy plain = new SoftmaxCrossEntropy();
        assertLoss(plain, PROBABILITIES, 1.8923852645278794);
        assertLoss(plain.withClassWeights(WEIGHTS), PROBABILITIES, 2.2854746331221762);
        assertLoss(plain.withLabelSmoothing(0.25f), PROBABILITIES, 1.8806665145278794);
        assertLoss(
                plain.withClassWeights(WEIGHTS).withLabelSmoothing(0.25f),
                PROBABILITIES,
                2.2752029325065943);
        // Certain labels are what class numbers say.
        NdArray certain = NdArray.of(new float[] {0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0}, 4, 3);
        assertThat(LossRun.value(plain, LOGITS, Map.of("labels", certain)))
                .isCloseTo(LossRun.value(plain, LOGITS, Map.of("labels", LABELS)), TOLERANCE);
        // The mean is over positions, which the batch itself can tell.
        Recorder recorder = new Recorder("weight");
        Targets targets = new Targets(Map.of("labels", recorder.constant(certain)));
        assertThat(plain.withClassWeights(WEIGHTS).weight(recorder.constant(LOGITS), targets))
                .isEmpty();
    }

    @Test
    void aBatchOfIgnoredLabelsSaysNothing() {
        Loss loss = new SoftmaxCrossEntropy().withIgnoredLabel(7);
        NdArray ignored = NdArray.of(new int[] {7, 7, 7, 7}, 4);
        assertThat(LossRun.value(loss, LOGITS, Map.of("labels", ignored))).isZero();
        GradientCheck.check(
                LossRun.gradients("ignored", loss, LOGITS, Map.of("labels", ignored), true));
        // A position that is left out may be any number.
        NdArray infinite = LOGITS.copy();
        infinite.set(6, Double.NEGATIVE_INFINITY);
        infinite.set(7, Double.NEGATIVE_INFINITY);
        infinite.set(8, Double.NaN);
        assertLoss(
                new SoftmaxCrossEntropy().withIgnoredLabel(-100),
                infinite,
                Map.of("labels", PARTIAL),
                1.888101713148272);
    }

    @Test
    void theWeightOfABatchIsWhatItsSumWasDividedBy() {
        SoftmaxCrossEntropy plain = new SoftmaxCrossEntropy();
        assertThat(weight(plain.withIgnoredLabel(-100), PARTIAL)).isEqualTo(3);
        assertThat(weight(plain.withClassWeights(WEIGHTS), LABELS)).isEqualTo(1.25 + 0.5 + 2 + 2);
        assertThat(weight(plain.withIgnoredLabel(1).withClassWeights(WEIGHTS), LABELS))
                .isEqualTo(1.75);
    }

    private static double weight(Loss loss, NdArray labels) {
        return OracleRun.of(
                        List.of(LOGITS, labels),
                        in ->
                                List.of(
                                        loss.weight(
                                                        in.getFirst(),
                                                        new Targets(Map.of("labels", in.get(1))))
                                                .orElseThrow()))
                .getFirst()[0];
    }

    @Test
    void focal() {
        // a_t * BCE * (1 - p_t)^g with p_t = p y + (1 - p)(1 - y), as torchvision's
        // sigmoid_focal_loss has it.
        Map<String, NdArray> labels = Map.of("labels", BINARY);
        assertLoss(new Focal(), PREDICTIONS, labels, 0.031091839446769187);
        assertLoss(new Focal(0.5f, 0.75f), PREDICTIONS, labels, 0.0770322811979841);
        NdArray huge = NdArray.of(new float[] {-1000, 1000, 1000, -1000}, 4);
        NdArray ends = NdArray.of(new int[] {0, 1, 0, 1}, 4);
        assertLoss(new Focal(2, 0.5f), huge, Map.of("labels", ends), 250);
    }

    @Test
    void divergence() {
        // kl_div(log_softmax(p), q, reduction='batchmean')
        NdArray given = LossRun.eighths(new int[] {4, 2, 2, 0, 1, 7}, 2, 3);
        assertLoss(
                new KullbackLeibler(),
                PREDICTIONS,
                Map.of("probabilities", given),
                2.0704413024679877);
    }

    @Test
    void accuracyLeavesIgnoredLabelsOut() {
        // The largest logits are those of 2, 1, 0 and 2.
        for (int ignored : new int[] {-100, 1}) {
            Accuracy accuracy = new Accuracy(OptionalInt.of(ignored));
            NdArray labels = NdArray.of(new int[] {2, ignored, ignored, 0}, 4);
            double[] sums =
                    OracleRun.of(
                                    List.of(LOGITS, labels),
                                    in ->
                                            List.of(
                                                    accuracy.measure(
                                                            in.getFirst(),
                                                            new Targets(
                                                                    Map.of("labels", in.get(1))))))
                            .getFirst();
            assertThat(sums).containsExactly(1, 2);
        }
    }

    @TestFactory
    Stream<DynamicTest> gradientsAreThoseOfCentralDifferences() {
        Map<String, NdArray> values = Map.of("values", VALUES);
        Map<String, NdArray> binary = Map.of("labels", BINARY);
        Map<String, NdArray> labels = Map.of("labels", LABELS);
        Map<String, NdArray> partial = Map.of("labels", PARTIAL);
        SoftmaxCrossEntropy plain = new SoftmaxCrossEntropy();
        NdArray given = LossRun.eighths(new int[] {4, 2, 2, 3, 1, 4}, 2, 3);
        // Huber's second derivative jumps at delta and PREDICTIONS stand on a jump of the first of
        // the absolute error.
        NdArray apart = LossRun.eighths(new int[] {4, -10, 16, 1, 28, -6}, 2, 3);
        return Stream.of(
                        LossRun.gradients("", new MeanSquaredError(), PREDICTIONS, values, true),
                        LossRun.gradients("", new MeanAbsoluteError(), apart, values, true),
                        LossRun.gradients("", new Huber(), PREDICTIONS, values, true),
                        LossRun.gradients("", new Huber(0.5f), PREDICTIONS, values, false),
                        LossRun.gradients("", new BinaryCrossEntropy(), PREDICTIONS, binary, true),
                        LossRun.gradients(
                                "soft labels",
                                new BinaryCrossEntropy(2.5f),
                                PREDICTIONS,
                                Map.of("labels", SOFT),
                                true),
                        LossRun.gradients("", plain, LOGITS, labels, true),
                        LossRun.gradients("", plain.withIgnoredLabel(-100), LOGITS, partial, true),
                        LossRun.gradients(
                                "", plain.withClassWeights(WEIGHTS), LOGITS, labels, true),
                        LossRun.gradients(
                                "",
                                plain.withClassWeights(WEIGHTS)
                                        .withIgnoredLabel(-100)
                                        .withLabelSmoothing(0.25f),
                                LOGITS,
                                partial,
                                true),
                        LossRun.gradients(
                                "probabilities",
                                plain.withClassWeights(WEIGHTS).withLabelSmoothing(0.25f),
                                LOGITS,
                                Map.of("labels", PROBABILITIES),
                                true),
                        LossRun.gradients(
                                "probabilities",
                                plain,
                                LOGITS,
                                Map.of("labels", PROBABILITIES),
                                true),
                        LossRun.gradients("", new Focal(), PREDICTIONS, binary, true),
                        LossRun.gradients("", new Focal(0.5f, 0.75f), PREDICTIONS, binary, true),
                        LossRun.gradients(
                                "",
                                new KullbackLeibler(),
                                PREDICTIONS,
                                Map.of("probabilities", given),
                                true))
                .map(LossesTest::gradientTest);
    }

    private static DynamicTest gradientTest(GradientCase gradientCase) {
        return DynamicTest.dynamicTest(
                gradientCase.toString(), () -> GradientCheck.check(gradientCase));
    }

    /** Where logits start in a fresh model: the slope of a positive is -w/2, of a negative 1/2. */
    @Test
    void theSlopeOfALogitOfZero() {
        double[] slopes =
                OracleRun.of(
                                List.of(
                                        NdArray.of(new float[2], 2),
                                        NdArray.of(new int[] {1, 0}, 2)),
                                in -> {
                                    Tensor loss =
                                            new BinaryCrossEntropy(3)
                                                    .compute(
                                                            in.getFirst(),
                                                            new Targets(
                                                                    Map.of("labels", in.get(1))));
                                    return Gradients.of(loss, List.of(in.getFirst()));
                                })
                        .getFirst();
        assertThat(slopes).containsExactly(-0.75, 0.25);
    }

    @Test
    void refusesWhatMakesNoLoss() {
        refuses(
                () -> new Huber(0),
                "Huber was given the delta 0.0; accepted are finite numbers above 0.");
        refuses(
                () -> new BinaryCrossEntropy(-1),
                "BinaryCrossEntropy was given the positive weight -1.0; accepted are finite numbers"
                        + " above 0.");
        refuses(
                () -> new SoftmaxCrossEntropy().withLabelSmoothing(1),
                "SoftmaxCrossEntropy was given the label smoothing 1.0; accepted are numbers from 0"
                        + " up to, but not including, 1.");
        refuses(
                () -> new SoftmaxCrossEntropy().withClassWeights(List.of(1f, Float.NaN)),
                "SoftmaxCrossEntropy was given the class weight NaN; accepted are finite numbers of"
                        + " 0 or more.");
        refuses(
                () -> new Focal(-1, 0.5f),
                "Focal was given the gamma -1.0; accepted are finite numbers of 0 or more.");
        refuses(
                () -> new Focal(2, 1),
                "Focal was given the alpha 1.0; accepted are numbers between 0 and 1.");
    }

    private static void refuses(Runnable attempt, String sentence) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessage(sentence);
    }

    @Test
    void refusesTargetsOfAnotherShape() {
        NdArray column = NdArray.of(new int[4], 4, 1);
        assertThatThrownBy(
                        () ->
                                LossRun.value(
                                        new MeanSquaredError(),
                                        PREDICTIONS,
                                        Map.of("values", VALUES.reshape(6))))
                .hasMessage(
                        "MeanSquaredError compares predictions f32[2,3] with the target 'values'"
                                + " f32[6]; accepted are equal shapes, so reshape one of them.");
        assertThatThrownBy(
                        () ->
                                LossRun.value(
                                        new SoftmaxCrossEntropy(),
                                        LOGITS,
                                        Map.of("labels", column)))
                .hasMessage(
                        "SoftmaxCrossEntropy compares predictions f32[4,3] with the labels"
                                + " i32[4,1]; accepted are predictions [.., classes] and labels"
                                + " i32[..].");
        assertThatThrownBy(
                        () ->
                                LossRun.value(
                                        new SoftmaxCrossEntropy(),
                                        LOGITS,
                                        Map.of("labels", NdArray.of(new float[4], 4))))
                .hasMessage(
                        "SoftmaxCrossEntropy compares predictions f32[4,3] with the target 'labels'"
                                + " f32[4]; accepted are equal shapes, so reshape one of them.");
        assertThatThrownBy(
                        () ->
                                LossRun.value(
                                        new SoftmaxCrossEntropy().withClassWeights(List.of(1f, 2f)),
                                        LOGITS,
                                        Map.of("labels", LABELS)))
                .hasMessage(
                        "SoftmaxCrossEntropy has 2 class weights and the predictions are f32[4,3];"
                                + " accepted is one weight for each class of the last axis.");
    }

    private static void assertLoss(SoftmaxCrossEntropy loss, NdArray labels, double expected) {
        assertLoss(loss, LOGITS, Map.of("labels", labels), expected);
    }

    private static void assertLoss(
            Loss loss, NdArray predictions, Map<String, NdArray> targets, double expected) {
        assertThat(LossRun.value(loss, predictions, targets)).isCloseTo(expected, TOLERANCE);
    }
}
