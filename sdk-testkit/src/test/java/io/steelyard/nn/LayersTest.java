package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.composite.AttentionRule;
import io.steelyard.composite.Composites;
import io.steelyard.composite.DropoutRule;
import io.steelyard.composite.RandomKey;
import io.steelyard.composite.RandomSource;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.Accuracy;
import io.steelyard.model.Initializer;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Layers and composites on the oracle against the formulas in plain double arithmetic. */
final class LayersTest {
    /** The oracle computes in float64; only constants of a program are rounded to F32. */
    private static final double TOLERANCE = 1e-6;

    private static final NdArray KEY = NdArray.of(new int[] {123, 456}, 2);
    private static final NdArray STREAM = NdArray.of(new int[] {7, 0}, 2);

    @ParameterizedTest
    @ValueSource(floats = {0.1f, 0.5f, 0.9f})
    void dropoutKeepsItsRateAndScalesTheRest(float rate) {
        int n = 20_000;
        NdArray ones = floats(new Random(1).doubles(n, 1, 2).toArray(), n);
        List<double[]> results =
                OracleRun.of(
                        List.of(ones, KEY, STREAM),
                        in -> {
                            RandomKey random = new RandomKey(in.get(1), in.get(2));
                            return List.of(
                                    Composites.dropout(in.getFirst(), rate, random),
                                    RandomSource.uniform(random, Shape.of(n)));
                        });
        double[] dropped = results.getFirst();
        double[] uniform = results.get(1);
        int kept = 0;
        for (int i = 0; i < n; i++) {
            double expected = uniform[i] >= rate ? ones.get(i) / (1.0 - rate) : 0;
            assertThat(dropped[i]).isCloseTo(expected, within(TOLERANCE * 10));
            kept += dropped[i] != 0 ? 1 : 0;
        }
        // Five standard deviations of a binomial share.
        double deviation = Math.sqrt(rate * (1 - rate) / n);
        assertThat((double) kept / n).isCloseTo(1.0 - rate, within(5 * deviation));
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 1f, Float.NaN})
    void aRateOutsideIsRefusedWhereverItIsGiven(float rate) {
        String sentence =
                "A dropout rate of "
                        + rate
                        + " was given; accepted are 0 up to, but not including, 1.";
        for (Runnable attempt :
                List.<Runnable>of(
                        () -> new Dropout(rate),
                        () -> new DropoutRule(rate),
                        () -> new AttentionRule(1, true, rate))) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            failure ->
                                    assertThat(failure.code())
                                            .isEqualTo(ErrorCode.INVALID_ARGUMENT))
                    .hasMessage(sentence);
        }
    }

    @Test
    void randomNumbersHaveTheirMomentsAndBounds() {
        int n = 40_000;
        List<double[]> results =
                OracleRun.of(
                        List.of(KEY, STREAM),
                        in -> {
                            RandomKey random = new RandomKey(in.getFirst(), in.get(1));
                            return List.of(
                                    RandomSource.uniform(random, Shape.of(n)),
                                    RandomSource.normal(random, Shape.of(n)));
                        });
        double[] uniform = results.getFirst();
        double[] normal = results.get(1);
        // Each moment within five standard errors.
        double error = 5 / Math.sqrt(n);
        assertThat(Arrays.stream(uniform)).allMatch(u -> u >= 0 && u < 1);
        assertThat(moment(uniform, 1)).isCloseTo(0.5, within(error * Math.sqrt(1 / 12.0)));
        assertThat(moment(uniform, 2)).isCloseTo(1 / 3.0, within(error * Math.sqrt(4 / 45.0)));
        assertThat(moment(normal, 1)).isCloseTo(0, within(error));
        assertThat(moment(normal, 2)).isCloseTo(1, within(error * Math.sqrt(2)));
        assertThat(moment(normal, 3)).isCloseTo(0, within(error * Math.sqrt(15)));
        assertThat(moment(normal, 4)).isCloseTo(3, within(error * Math.sqrt(96)));
    }

    @Test
    void initializersHaveTheirBoundsAndDeviations() {
        Shape shape = Shape.of(100, 60);
        double glorot = Math.sqrt(6.0 / 160);
        assertThat(Arrays.stream(initial(Initializers.glorotUniform(), shape)))
                .allMatch(x -> Math.abs(x) <= glorot)
                .anyMatch(x -> x < -0.99 * glorot)
                .anyMatch(x -> x > 0.99 * glorot);
        assertThat(Arrays.stream(initial(Initializers.uniform(0.25), shape)))
                .allMatch(x -> x >= -0.25 && x < 0.25);
        // The standard error of a variance is sqrt(2 / 6000) = 1.8 percent; five of them.
        assertThat(moment(initial(Initializers.heNormal(), shape), 2))
                .isCloseTo(0.02, within(0.0019));
        assertThat(moment(initial(Initializers.normal(0.02), shape), 2))
                .isCloseTo(4e-4, within(3.8e-5));
        assertThat(initial(Initializers.constant(0.5), Shape.of(3))).containsExactly(0.5, 0.5, 0.5);
        assertThat(initial(Initializers.ones(), Shape.of())).containsExactly(1);
        assertThat(initial(Initializers.zeros(), Shape.of(2))).containsExactly(0, 0);
        assertThat(initial(Initializers.glorotUniform(), Shape.of(0, 3))).isEmpty();
    }

    private static double[] initial(Initializer initializer, Shape shape) {
        return OracleRun.of(
                        List.of(KEY, STREAM),
                        in ->
                                List.of(
                                        initializer.initialize(
                                                new RandomKey(in.getFirst(), in.get(1)),
                                                new TensorType(DType.F32, shape))))
                .getFirst();
    }

    private static double moment(double[] values, int power) {
        return Arrays.stream(values).map(x -> Math.pow(x, power)).average().orElseThrow();
    }

    @Test
    void layerNormOfPlainArithmetic() {
        double[] x = new Random(2).doubles(12, -3, 5).toArray();
        double[] weight = {0.5, 1, -2, 3};
        double[] bias = {0, 1, 2, 3};
        NdArray rows = floats(x, 3, 4);
        double[] result =
                OracleRun.of(
                                List.of(rows, floats(weight, 4), floats(bias, 4)),
                                in ->
                                        List.of(
                                                Composites.layerNorm(
                                                        in.getFirst(),
                                                        in.get(1),
                                                        in.get(2),
                                                        1e-5f)))
                        .getFirst();
        for (int row = 0; row < 3; row++) {
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < 4; i++) {
                mean += rows.get(row * 4 + i) / 4;
            }
            for (int i = 0; i < 4; i++) {
                variance += Math.pow(rows.get(row * 4 + i) - mean, 2) / 4;
            }
            for (int i = 0; i < 4; i++) {
                double expected =
                        (rows.get(row * 4 + i) - mean) / Math.sqrt(variance + 1e-5) * weight[i]
                                + bias[i];
                assertThat(result[row * 4 + i]).isCloseTo(expected, within(TOLERANCE));
            }
        }
    }

    @Test
    void accuracyCountsTheFirstOfTiedClasses() {
        NdArray logits =
                NdArray.of(
                        new float[] {
                            1, 3, 3, // a tie of 1 and 2 counts as 1
                            5, 5, 5, // a tie of all counts as 0
                            0, 1, 2, Float.NaN, 1, 0
                        },
                        4,
                        3);
        NdArray labels = NdArray.of(new int[] {1, 2, 2, 0}, 4);
        Accuracy accuracy = new Accuracy();
        double[] sums =
                OracleRun.of(
                                List.of(logits, labels),
                                in ->
                                        List.of(
                                                accuracy.measure(
                                                        in.getFirst(),
                                                        new Targets(Map.of("labels", in.get(1))))))
                        .getFirst();
        assertThat(sums).containsExactly(2, 4);
        assertThat(accuracy.result(sums)).isEqualTo(0.5);
    }

    @Test
    void crossEntropyOfPlainArithmetic() {
        NdArray logits = floats(new double[] {1, 2, 4, -1000, 0, 1000}, 2, 3);
        NdArray labels = NdArray.of(new int[] {1, 0}, 2);
        double loss =
                OracleRun.of(
                                List.of(logits, labels),
                                in ->
                                        List.of(
                                                new SoftmaxCrossEntropy()
                                                        .compute(
                                                                in.getFirst(),
                                                                new Targets(
                                                                        Map.of(
                                                                                "labels",
                                                                                in.get(1))))))
                        .getFirst()[0];
        double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(4)) - 2;
        assertThat(loss).isCloseTo((first + 2000) / 2, within(TOLERANCE));
    }

    @Test
    void denseTakesVectorsMatricesAndMore() {
        for (Shape shape : List.of(Shape.of(3), Shape.of(2, 3), Shape.of(2, 2, 3))) {
            Recording recording = new Recording("f", Mode.INFERENCE, 0);
            Tensor x = recording.recorder().input("x", new TensorType(DType.F32, shape));
            Tensor y = new Dense(2, true, Initializers.ones()).forward(recording.root(), x);
            assertThat(y.shape()).isEqualTo(shape.with(-1, 2));
            NdArray input = NdArray.zeros(x.type());
            input.set(0, 2);
            double[] result =
                    OracleRun.of(
                                    recording.finish(Map.of("y", y)),
                                    Map.of(
                                            "weight",
                                            NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2),
                                            "bias",
                                            NdArray.of(new float[] {10, 20}, 2)),
                                    List.of(input))
                            .getFirst();
            assertThat(Arrays.copyOf(result, 2)).containsExactly(12, 24);
        }
    }

    @Test
    void dropoutDoesNothingOutsideTraining() {
        Recording inference = new Recording("f", Mode.INFERENCE, 0);
        Tensor x = inference.recorder().input("x", TensorType.of(DType.F32, 3));
        assertThat(new Dropout(0.5f).forward(inference.root(), x)).isEqualTo(x);

        Recording training = new Recording("f", Mode.TRAINING, 0);
        Tensor other = training.recorder().input("x", TensorType.of(DType.F32, 3));
        assertThat(new Dropout(0f).forward(training.root(), other)).isEqualTo(other);
        assertThat(new Dropout(0.5f).forward(training.root(), other)).isNotEqualTo(other);
    }

    private static NdArray floats(double[] values, long... sizes) {
        NdArray array = NdArray.zeros(TensorType.of(DType.F32, sizes));
        for (int i = 0; i < values.length; i++) {
            array.set(i, values[i]);
        }
        return array;
    }
}
