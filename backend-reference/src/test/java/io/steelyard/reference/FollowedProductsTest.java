package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.composite.Composites;
import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;

/**
 * Elementwise operations that follow a matrix product are done with it, task by task: the bits are
 * those of the operations alone on the finished product, for any number of threads.
 */
final class FollowedProductsTest {
    private static final int[] THREADS = {1, 2, 3};

    private static NdArray gaussian(long seed, TensorType type) {
        Random random = new Random(seed);
        NdArray array = NdArray.zeros(type);
        for (long i = 0; i < type.elements(); i++) {
            array.set(i, random.nextGaussian());
        }
        return array;
    }

    /** A product with a bias that several of an elementwise chain's operations read. */
    private static Tensor chain(Tensor product, Tensor residual) {
        Tensor scaled = product.mul(0.5);
        return Composites.gelu(scaled).add(residual).max(product);
    }

    private static TensorType type(long... sizes) {
        return TensorType.of(DType.F32, sizes);
    }

    @ParameterizedTest
    @CsvSource({
        "192, 64, 20, true", "200, 128, 600, true", "1000, 384, 64, true", "97, 64, 1100, true",
        "150, 65, 30, true", "150, 96, 30, true", "12, 64, 40, false", "1, 256, 64, false"
    })
    void theChainHasTheBitsThatItHasAlone(int m, int n, int k, boolean together) {
        Recorder recorder = new Recorder("together");
        Tensor x = recorder.input("x", type(m, k));
        Tensor w = recorder.input("w", type(k, n));
        Tensor bias = recorder.input("bias", type(n));
        Tensor residual = recorder.input("residual", type(m, n));
        Tensor product = x.matmul(w).add(bias);
        Function whole = recorder.finish(Map.of("y", chain(product, residual)));

        Recorder first = new Recorder("product");
        Function factors =
                first.finish(
                        Map.of(
                                "product",
                                first.input("x", type(m, k))
                                        .matmul(first.input("w", type(k, n)))
                                        .add(first.input("bias", type(n)))));
        Recorder second = new Recorder("chain");
        Function following =
                second.finish(
                        Map.of(
                                "y",
                                chain(
                                        second.input("product", type(m, n)),
                                        second.input("residual", type(m, n)))));

        List<NdArray> inputs =
                List.of(
                        gaussian(1, type(m, k)),
                        gaussian(2, type(k, n)),
                        gaussian(3, type(n)),
                        gaussian(4, type(m, n)));
        NdArray finished = ProfiledRun.of(1, factors, inputs.subList(0, 3)).result();
        NdArray expected = ProfiledRun.of(1, following, List.of(finished, inputs.get(3))).result();
        for (int threads : THREADS) {
            ProfiledRun run = ProfiledRun.of(threads, whole, inputs);
            assertThat(run.result().bitEquals(expected)).isTrue();
            assertThat(run.kernels())
                    .containsExactlyElementsOf(
                            together ? List.of("matmul") : List.of("matmul", "fused"));
        }
    }

    /** The product itself is wanted too, by the caller and by another product. */
    @Test
    void theProductStaysWhereItIsReadElsewhere() {
        Recorder recorder = new Recorder("both");
        Tensor x = recorder.input("x", type(200, 64));
        Tensor w = recorder.input("w", type(64, 64));
        Tensor product = x.matmul(w);
        Tensor y = product.mul(product);
        Function both = recorder.finish(Map.of("product", product, "y", y, "z", product.matmul(w)));
        List<NdArray> inputs = List.of(gaussian(1, type(200, 64)), gaussian(2, type(64, 64)));
        Recorder alone = new Recorder("alone");
        Tensor other = alone.input("x", type(200, 64)).matmul(alone.input("w", type(64, 64)));
        NdArray expected =
                ProfiledRun.of(1, alone.finish(Map.of("product", other)), inputs).result();
        for (int threads : THREADS) {
            ProfiledRun run = ProfiledRun.of(threads, both, inputs);
            NdArray found = run.result(both, "product");
            assertThat(found.bitEquals(expected)).isTrue();
            NdArray square = run.result(both, "y");
            for (long i = 0; i < square.type().elements(); i++) {
                float value = (float) expected.get(i);
                assertThat((float) square.get(i)).isEqualTo(value * value);
            }
        }
    }

    /** As in a backward pass, where another product is recorded between the two. */
    @Test
    void whatIsRecordedBetweenAProductAndItsChainWaits() {
        Recorder recorder = new Recorder("between");
        Tensor x = recorder.input("x", type(192, 64));
        Tensor w = recorder.input("w", type(64, 64));
        Tensor bias = recorder.input("bias", type(64));
        Tensor first = x.matmul(w);
        Tensor second = x.transpose(1, 0).matmul(x);
        Tensor reshaped = first.reshape(Shape.of(3, 64, 64));
        Tensor y = reshaped.mul(bias).add(reshaped);
        Function function = recorder.finish(Map.of("y", y, "second", second));
        ProfiledRun run =
                ProfiledRun.of(
                        2,
                        function,
                        List.of(
                                gaussian(1, type(192, 64)),
                                gaussian(2, type(64, 64)),
                                gaussian(3, type(64))));
        assertThat(run.kernels()).containsOnly("matmul");
    }

    /**
     * Results that could take the memory of a factor: what one task writes must not be what another
     * one still reads.
     */
    @Test
    void factorsStayWhatTheyAreUntilTheProductIsThere() {
        TensorType square = type(256, 256);
        sameBitsForAnyThreads(square, (x, w) -> x.matmul(w).add(x).mul(w));
        sameBitsForAnyThreads(square, (x, w) -> w.add(x.matmul(w)));
        sameBitsForAnyThreads(square, (x, w) -> x.transpose(1, 0).matmul(w).sub(x));
        sameBitsForAnyThreads(square, (x, w) -> x.matmul(w).transpose(1, 0).add(x.matmul(w)));
    }

    private static void sameBitsForAnyThreads(TensorType type, BinaryOperator<Tensor> program) {
        Recorder recorder = new Recorder("program");
        // Made within the program, so that their memory is free to be taken.
        Tensor x = recorder.input("x", type).mul(2).matmul(recorder.input("identity", type));
        Tensor w = recorder.input("w", type).matmul(recorder.input("also", type));
        Function function = recorder.finish(Map.of("y", program.apply(x, w)));
        NdArray identity = NdArray.zeros(type);
        for (long i = 0; i < type.shape().size(0); i++) {
            identity.set(i * (type.shape().size(1) + 1), 1);
        }
        List<NdArray> inputs = List.of(gaussian(1, type), identity, gaussian(2, type), identity);
        NdArray expected = ProfiledRun.of(1, function, inputs).result();
        NdArray wanted = oracle(program, type, inputs);
        for (long i = 0; i < type.elements(); i++) {
            assertThat(expected.get(i)).isCloseTo(wanted.get(i), within(2e-2));
        }
        for (int threads : THREADS) {
            assertThat(ProfiledRun.of(threads, function, inputs).result().bitEquals(expected))
                    .isTrue();
        }
    }

    /** The program in F64, which has no matrix kernel and fuses nothing into a product. */
    private static NdArray oracle(
            BinaryOperator<Tensor> program, TensorType type, List<NdArray> inputs) {
        Recorder recorder = new Recorder("oracle");
        Tensor x = recorder.input("x", type).convert(DType.F64);
        Tensor w = recorder.input("w", type).convert(DType.F64);
        Tensor doubled = x.add(x);
        return ProfiledRun.of(
                        1,
                        recorder.finish(Map.of("y", program.apply(doubled, w))),
                        List.of(inputs.getFirst(), inputs.get(2)))
                .result();
    }
}
