package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Reductions of what a chain computes are done with it, block by block. Elements are small whole
 * numbers, so that sums are exact in any order and the results known to the last bit.
 */
final class ReducedChainsTest {
    private static final int[] THREADS = {1, 2, 3};

    private static NdArray random(long seed, TensorType type) {
        Random random = new Random(seed);
        NdArray array = NdArray.zeros(type);
        for (long i = 0; i < type.elements(); i++) {
            array.set(i, type.dtype() == DType.BOOL ? random.nextInt(2) : random.nextInt(7) - 3);
        }
        return array;
    }

    /** The middle axis of {@code [outer, middle, inner]} of {@code x * y - x}, joined in a loop. */
    private record Expected(double[] sum, double[] most, double[] least) {
        static Expected of(NdArray x, NdArray y, int outer, int middle, int inner) {
            Expected expected =
                    new Expected(
                            new double[outer * inner],
                            new double[outer * inner],
                            new double[outer * inner]);
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < inner; i++) {
                    int to = o * inner + i;
                    expected.most[to] = Double.NEGATIVE_INFINITY;
                    expected.least[to] = Double.POSITIVE_INFINITY;
                    for (int m = 0; m < middle; m++) {
                        long at = ((long) o * middle + m) * inner + i;
                        double value = x.get(at) * y.get(at) - x.get(at);
                        expected.sum[to] += value;
                        expected.most[to] = Math.max(expected.most[to], value);
                        expected.least[to] = Math.min(expected.least[to], value);
                    }
                }
            }
            return expected;
        }
    }

    private static void requireSame(NdArray given, double[] expected) {
        assertThat(given.type().elements()).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(given.get(i)).as("element %d", i).isEqualTo(expected[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Whole segments in a block.
        "37, 5, 1",
        "1, 100, 1",
        "5000, 3, 1",
        "60, 7, 11",
        "1, 30, 16",
        // Segments of several blocks.
        "40, 6000, 1",
        "3, 5000, 3",
        "70, 100, 96",
        "33, 2, 5000",
        // Segments in pieces.
        "1, 100000, 1",
        "2, 40000, 1",
        "1, 4001, 16",
        "1, 700, 300",
        "1, 900, 1024",
        "2, 300, 48",
        // Rows longer than a block.
        "1, 50, 5000",
        "1, 33, 16384"
    })
    void aReductionIsDoneWithTheChainBeforeIt(int outer, int middle, int inner) {
        TensorType type = TensorType.of(DType.F32, outer, middle, inner);
        NdArray x = random(1, type);
        NdArray y = random(2, type);
        Recorder recorder = new Recorder("reduced");
        Tensor first = recorder.input("x", type);
        Tensor chain = first.mul(recorder.input("y", type)).sub(first);
        Function function =
                recorder.finish(
                        Map.of(
                                "sum",
                                chain.sum(1),
                                "most",
                                chain.reduceMax(1),
                                "least",
                                chain.reduceMin(1)));
        Expected expected = Expected.of(x, y, outer, middle, inner);
        for (int threads : THREADS) {
            ProfiledRun run = ProfiledRun.of(threads, function, List.of(x, y));
            requireSame(run.result(function, "sum"), expected.sum());
            requireSame(run.result(function, "most"), expected.most());
            requireSame(run.result(function, "least"), expected.least());
            assertThat(run.kernels()).containsOnlyOnce("fused").startsWith("fused");
        }
    }

    /** What only reductions read is not written to memory. */
    @Test
    void onlyResultsAreWritten() {
        TensorType type = TensorType.of(DType.F32, 4000, 64);
        Recorder recorder = new Recorder("written");
        Tensor x = recorder.input("x", type);
        Function function = recorder.finish(Map.of("sum", x.mul(x).sub(x).sum(0)));
        ProfiledRun run = ProfiledRun.of(1, function, List.of(random(1, type)));
        long written = run.entries().stream().mapToLong(each -> each.cost().bytesWritten()).sum();
        assertThat(written).isPositive().isLessThan(type.bytes() / 16);
    }

    /** A reduction of what no chain computes, in pieces where it is long. */
    @ParameterizedTest
    @CsvSource({
        "1, 100000, 1",
        "2, 40000, 1",
        "1, 4001, 16",
        "1, 700, 300",
        "3, 900, 1024",
        "1, 40, 16385"
    })
    void aReductionOfAnInputIsTheSame(int outer, int middle, int inner) {
        TensorType type = TensorType.of(DType.F32, outer, middle, inner);
        NdArray x = random(1, type);
        Recorder recorder = new Recorder("plain");
        Function function = recorder.finish(Map.of("sum", recorder.input("x", type).sum(1)));
        NdArray two = NdArray.zeros(type);
        for (long i = 0; i < type.elements(); i++) {
            two.set(i, 2);
        }
        Expected expected = Expected.of(x, two, outer, middle, inner);
        for (int threads : THREADS) {
            requireSame(ProfiledRun.of(threads, function, List.of(x)).result(), expected.sum());
        }
    }

    /**
     * Sums that are rounded: the same for any number of threads, and as near to the sum in float64
     * as 64 additions of half an ulp each leave a sum of positive numbers.
     */
    @ParameterizedTest
    @CsvSource({"1, 3000001, 1", "40, 60000, 1", "1, 40000, 24", "2, 3000, 100", "1, 50, 5000"})
    void anyNumberOfThreadsRoundsAlike(int outer, int middle, int inner) {
        TensorType type = TensorType.of(DType.F32, outer, middle, inner);
        NdArray x = NdArray.zeros(type);
        Random random = new Random(3);
        for (long i = 0; i < type.elements(); i++) {
            x.set(i, random.nextFloat());
        }
        Recorder recorder = new Recorder("rounded");
        Tensor input = recorder.input("x", type);
        Function function =
                recorder.finish(
                        Map.of("chain", input.mul(input).abs().sum(1), "plain", input.sum(1)));
        ProfiledRun one = ProfiledRun.of(1, function, List.of(x));
        for (int to = 0; to < outer * inner; to++) {
            double squares = 0;
            double sum = 0;
            for (int m = 0; m < middle; m++) {
                long at = ((long) (to / inner) * middle + m) * inner + to % inner;
                squares += (float) x.get(at) * (float) x.get(at);
                sum += x.get(at);
            }
            assertThat(one.result(function, "chain").get(to))
                    .isCloseTo(squares, within(64 * 0x1p-24 * squares));
            assertThat(one.result(function, "plain").get(to))
                    .isCloseTo(sum, within(64 * 0x1p-24 * sum));
        }
        for (int threads : new int[] {2, 3}) {
            ProfiledRun many = ProfiledRun.of(threads, function, List.of(x));
            for (int i = 0; i < one.results().size(); i++) {
                assertThat(many.results().get(i).bitEquals(one.results().get(i))).isTrue();
            }
        }
    }

    /** Rows longer than what pieces are made of, and axes of one element. */
    @ParameterizedTest
    @CsvSource({"20, 20000, 0, reduce", "4, 1, 1, move"})
    void otherReductionsStandApart(int rows, int columns, int axis, String kernel) {
        TensorType type = TensorType.of(DType.F32, rows, columns);
        NdArray x = random(1, type);
        NdArray y = random(2, type);
        Recorder recorder = new Recorder("apart");
        Tensor first = recorder.input("x", type);
        Tensor chain = first.mul(recorder.input("y", type)).sub(first);
        Function function = recorder.finish(Map.of("sum", chain.sum(axis)));
        Expected expected =
                axis == 0
                        ? Expected.of(x, y, 1, rows, columns)
                        : Expected.of(x, y, rows, columns, 1);
        ProfiledRun run = ProfiledRun.of(2, function, List.of(x, y));
        requireSame(run.result(), expected.sum());
        assertThat(run.kernels()).containsExactly("fused", kernel);
    }

    /** Axes with another one between them are moved together before. */
    @Test
    void axesApartAreReduced() {
        TensorType type = TensorType.of(DType.F32, 30, 7, 90);
        NdArray x = random(1, type);
        Recorder recorder = new Recorder("axes");
        Tensor input = recorder.input("x", type);
        Function function = recorder.finish(Map.of("sum", input.mul(input).sub(input).sum(0, 2)));
        double[] expected = new double[7];
        for (long i = 0; i < type.elements(); i++) {
            expected[(int) (i / 90 % 7)] += x.get(i) * x.get(i) - x.get(i);
        }
        for (int threads : THREADS) {
            requireSame(ProfiledRun.of(threads, function, List.of(x)).result(), expected);
        }
    }

    /**
     * A chain is a part of the product before it, which gives it rows in any order: its reduction
     * stands apart. Where nothing else reads the chain, it is done with the reduction.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChainBelongsToTheProductBeforeItOrToItsReduction(boolean isResult) {
        TensorType type = TensorType.of(DType.F32, 300, 64);
        NdArray x = random(1, type);
        NdArray y = random(2, type);
        NdArray identity = NdArray.zeros(TensorType.of(DType.F32, 64, 64));
        for (int i = 0; i < 64; i++) {
            identity.set(65L * i, 1);
        }
        Recorder recorder = new Recorder("product");
        Tensor product =
                recorder.input("x", type).matmul(recorder.input("identity", identity.type()));
        Tensor chain = product.mul(recorder.input("y", type)).sub(product);
        Tensor sum = chain.sum(0);
        Function function =
                recorder.finish(isResult ? Map.of("sum", sum, "chain", chain) : Map.of("sum", sum));
        Expected expected = Expected.of(x, y, 1, 300, 64);
        for (int threads : THREADS) {
            ProfiledRun run = ProfiledRun.of(threads, function, List.of(x, identity, y));
            requireSame(run.result(function, "sum"), expected.sum());
            assertThat(run.kernels())
                    .startsWith("matmul", isResult ? "reduce" : "fused")
                    .doesNotContain(isResult ? "fused" : "copy");
        }
    }

    /** What is reduced is wanted too, as it is and under another shape. */
    @Test
    void whatIsReducedMayBeReadElsewhere() {
        TensorType type = TensorType.of(DType.F32, 300, 64);
        NdArray x = random(1, type);
        Recorder recorder = new Recorder("both");
        Tensor square = recorder.input("x", type);
        square = square.mul(square).sub(square);
        Tensor cubes = square.reshape(Shape.of(30, 640));
        Function function =
                recorder.finish(
                        Map.of("square", square, "sum", square.sum(0), "blocks", cubes.sum(1)));
        Expected columns = Expected.of(x, x, 1, 300, 64);
        Expected blocks = Expected.of(x, x, 30, 640, 1);
        for (int threads : THREADS) {
            ProfiledRun run = ProfiledRun.of(threads, function, List.of(x));
            requireSame(run.result(function, "sum"), columns.sum());
            requireSame(run.result(function, "blocks"), blocks.sum());
            for (long i = 0; i < type.elements(); i++) {
                double value = x.get(i);
                assertThat(run.result(function, "square").get(i)).isEqualTo(value * value - value);
            }
        }
    }

    /** The chain goes on after what is reduced, and needs registers: none of them is its. */
    @Test
    void whatIsReducedInTheMiddleOfAChainStays() {
        TensorType type = TensorType.of(DType.F32, 300, 64);
        NdArray x = random(1, type);
        NdArray y = random(2, type);
        Recorder recorder = new Recorder("middle");
        Tensor first = recorder.input("x", type);
        Tensor middle = first.mul(recorder.input("y", type)).sub(first);
        Tensor last = middle.abs().add(first).abs().neg().sub(first).abs();
        Function function =
                recorder.finish(Map.of("sum", middle.sum(0), "least", last.reduceMin(0)));
        Expected expected = Expected.of(x, y, 1, 300, 64);
        for (int threads : THREADS) {
            ProfiledRun run = ProfiledRun.of(threads, function, List.of(x, y));
            requireSame(run.result(function, "sum"), expected.sum());
            assertThat(run.kernels()).containsOnlyOnce("fused").startsWith("fused");
        }
    }

    /** The chain behind a reduction reads its result and the chain before it. */
    @Test
    void aChainMayGoOnBehindItsReduction() {
        TensorType type = TensorType.of(DType.F32, 200, 64);
        NdArray x = random(1, type);
        Recorder recorder = new Recorder("centred");
        Tensor twice = recorder.input("x", type);
        twice = twice.add(twice);
        Tensor sum = twice.sum(0).reshape(Shape.of(1, 64));
        Function function = recorder.finish(Map.of("y", twice.sub(sum)));
        for (int threads : THREADS) {
            NdArray result = ProfiledRun.of(threads, function, List.of(x)).result();
            for (int column = 0; column < 64; column++) {
                double total = 0;
                for (int row = 0; row < 200; row++) {
                    total += 2 * x.get(row * 64L + column);
                }
                for (int row = 0; row < 200; row++) {
                    long at = row * 64L + column;
                    assertThat(result.get(at)).isEqualTo(2 * x.get(at) - total);
                }
            }
        }
    }

    /** Each dtype that has reductions, and truth values. */
    @ParameterizedTest
    @ValueSource(strings = {"F64", "I32", "I64"})
    void otherDtypesAreReducedWithTheirChains(String dtype) {
        TensorType type = TensorType.of(DType.valueOf(dtype), 3000, 24);
        NdArray x = random(1, type);
        Recorder recorder = new Recorder("dtypes");
        Tensor input = recorder.input("x", type);
        Tensor chain = input.mul(input).sub(input);
        Function function =
                recorder.finish(Map.of("sum", chain.sum(0), "most", chain.reduceMax(0)));
        Expected expected = Expected.of(x, x, 1, 3000, 24);
        for (int threads : THREADS) {
            ProfiledRun run = ProfiledRun.of(threads, function, List.of(x));
            requireSame(run.result(function, "sum"), expected.sum());
            requireSame(run.result(function, "most"), expected.most());
            assertThat(run.kernels()).containsOnlyOnce("fused").startsWith("fused");
        }
    }

    @ParameterizedTest
    @CsvSource({"any, 4", "any, 3", "all, -3", "all, -2"})
    void truthValuesAreReducedWithTheirChain(String kind, int limit) {
        TensorType type = TensorType.of(DType.F32, 20_000);
        NdArray x = random(1, type);
        Recorder recorder = new Recorder("truth");
        Tensor one = recorder.input("x", type).add(1);
        Tensor above = one.gt(one.mul(0).add(limit));
        UnaryOperator<Tensor> reduction = kind.equals("any") ? Tensor::any : Tensor::all;
        Function function = recorder.finish(Map.of("y", reduction.apply(above)));
        // Elements are from -2 to 4.
        boolean expected = kind.equals("any") ? limit < 4 : limit < -2;
        for (int threads : THREADS) {
            ProfiledRun run = ProfiledRun.of(threads, function, List.of(x));
            assertThat(run.result().get(0) != 0).isEqualTo(expected);
            assertThat(run.kernels()).containsOnlyOnce("fused").startsWith("fused");
        }
    }
}
