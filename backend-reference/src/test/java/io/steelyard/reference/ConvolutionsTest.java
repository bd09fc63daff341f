package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.autodiff.Gradients;
import io.steelyard.program.Function;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Convolutions that take several blocks and threads: the matrix products and the depthwise kernels
 * of F32 against the plain loops of F64, which the conformance kit holds to the oracle.
 */
final class ConvolutionsTest {
    /**
     * Of sums of up to 6000 products of numbers below 5, whose errors grow with the square root of
     * their count: 80 * 25 * 2^-24 is 1e-4.
     */
    private static final double TOLERANCE = 5e-4;

    private record Case(String name, Op.Conv conv, Shape input, Shape filter) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Op.Sweep sweep(long stride, long low, long high, long dilation) {
        return new Op.Sweep(stride, low, high, dilation);
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "images",
                        new Op.Conv(List.of(sweep(1, 1, 1, 1), sweep(1, 1, 1, 1)), 1),
                        Shape.of(5, 31, 29, 17),
                        Shape.of(3, 3, 17, 33)),
                new Case(
                        "stride and groups",
                        new Op.Conv(List.of(sweep(2, 0, 1, 1), sweep(3, 2, 0, 1)), 2),
                        Shape.of(3, 61, 50, 20),
                        Shape.of(5, 3, 10, 26)),
                new Case(
                        "one image of many blocks",
                        new Op.Conv(List.of(sweep(1, 2, 2, 2), sweep(1, 0, 0, 1)), 1),
                        Shape.of(1, 90, 80, 12),
                        Shape.of(3, 4, 12, 9)),
                new Case(
                        "points",
                        new Op.Conv(List.of(sweep(1, 0, 0, 1), sweep(1, 0, 0, 1)), 2),
                        Shape.of(4, 25, 30, 34),
                        Shape.of(1, 1, 17, 40)),
                new Case(
                        "small maps of many channels",
                        new Op.Conv(List.of(sweep(1, 1, 1, 1), sweep(1, 1, 1, 1)), 1),
                        Shape.of(6, 8, 8, 48),
                        Shape.of(3, 3, 48, 100)),
                new Case(
                        "stride over runs",
                        new Op.Conv(List.of(sweep(2, 1, 1, 1), sweep(2, 0, 1, 1)), 1),
                        Shape.of(4, 21, 43, 16),
                        Shape.of(3, 3, 16, 64)),
                new Case(
                        "dilated along the last axis",
                        new Op.Conv(List.of(sweep(1, 0, 0, 1), sweep(1, 4, 2, 3)), 1),
                        Shape.of(3, 20, 26, 20),
                        Shape.of(2, 3, 20, 48)),
                new Case(
                        "windows that meet padding alone",
                        new Op.Conv(List.of(sweep(1, 3, 4, 1), sweep(1, 3, 3, 1)), 1),
                        Shape.of(2, 9, 20, 18),
                        Shape.of(2, 2, 18, 31)),
                new Case(
                        "depthwise",
                        new Op.Conv(List.of(sweep(1, 1, 1, 1), sweep(2, 1, 1, 1)), 77),
                        Shape.of(3, 30, 31, 77),
                        Shape.of(3, 3, 1, 77)),
                new Case(
                        "causal over time",
                        new Op.Conv(List.of(sweep(1, 12, 0, 4)), 1),
                        Shape.of(7, 400, 24),
                        Shape.of(4, 24, 48)));
    }

    /** {@code input, filter, gradient -> result, gradient of the input, gradient of the filter}. */
    private static Function function(Case one, DType dtype) {
        Recorder recorder = new Recorder("conv");
        Tensor input = recorder.input("input", new TensorType(dtype, one.input()));
        Tensor filter = recorder.input("filter", new TensorType(dtype, one.filter()));
        Tensor result = input.conv(filter, one.conv().sweeps(), one.conv().groups());
        Tensor gradient = recorder.input("gradient", result.type());
        List<Tensor> gradients =
                Gradients.of(List.of(result), List.of(gradient), List.of(input, filter));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("result", result);
        outputs.put("input", gradients.getFirst());
        outputs.put("filter", gradients.get(1));
        return recorder.finish(outputs);
    }

    private static List<NdArray> run(Case one, DType dtype, int threads) {
        Function function = function(one, dtype);
        Random random = new Random(one.name().hashCode());
        List<NdArray> inputs =
                function.inputTypes().stream().map(type -> gaussian(random, type)).toList();
        try (Backend backend =
                        new ReferenceBackendFactory()
                                .create(Map.of("threads", Integer.toString(threads)));
                Executable executable = backend.compile(function, CompileOptions.defaults());
                DeviceState none = backend.allocate(new StateSpec(Map.of()))) {
            return executable.run(none, inputs);
        }
    }

    private static NdArray gaussian(Random random, TensorType type) {
        NdArray array = NdArray.zeros(type);
        for (long i = 0; i < type.elements(); i++) {
            // The same number for either dtype.
            array.set(i, (float) random.nextGaussian());
        }
        return array;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void productsAreThoseOfPlainLoops(Case one) {
        List<NdArray> expected = run(one, DType.F64, 2);
        List<NdArray> actual = run(one, DType.F32, 2);
        for (int output = 0; output < expected.size(); output++) {
            NdArray ideal = expected.get(output);
            NdArray given = actual.get(output);
            double furthest = 0;
            for (long i = 0; i < ideal.type().elements(); i++) {
                furthest = Math.max(furthest, Math.abs(given.get(i) - ideal.get(i)));
            }
            assertThat(furthest).as("error of output %s", output).isLessThan(TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theBitsDoNotDependOnTheNumberOfThreads(Case one) {
        List<NdArray> alone = run(one, DType.F32, 1);
        for (int threads : new int[] {2, 3}) {
            List<NdArray> together = run(one, DType.F32, threads);
            for (int output = 0; output < alone.size(); output++) {
                assertThat(together.get(output).bitEquals(alone.get(output)))
                        .as("output %s with %s threads", output, threads)
                        .isTrue();
            }
        }
    }
}
