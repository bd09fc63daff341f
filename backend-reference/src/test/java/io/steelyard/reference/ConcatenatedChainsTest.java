package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Results of elementwise chains that are parts of a concatenation: they are computed in their
 * places there, and every element is what whole numbers say it is.
 */
final class ConcatenatedChainsTest {
    private static NdArray wholeNumbers(int seed, DType dtype, long... sizes) {
        Random random = new Random(seed);
        NdArray array = NdArray.zeros(TensorType.of(dtype, sizes));
        for (long i = 0; i < array.type().elements(); i++) {
            array.set(i, random.nextInt(200) - 99);
        }
        return array;
    }

    /** {@code [2 x + y, x - y, x y]}, joined along an axis. */
    private static Function joined(DType dtype, int axis, long... sizes) {
        Recorder recorder = new Recorder("joined");
        Tensor x = recorder.input("x", TensorType.of(dtype, sizes));
        Tensor y = recorder.input("y", TensorType.of(dtype, sizes));
        Tensor joined = x.add(x).add(y).concat(axis, x.sub(y), x.mul(y));
        return recorder.finish(Map.of("joined", joined));
    }

    private static double expected(int part, double x, double y) {
        return switch (part) {
            case 0 -> 2 * x + y;
            case 1 -> x - y;
            default -> x * y;
        };
    }

    private static void check(int threads, DType dtype, int axis, long... sizes) {
        NdArray x = wholeNumbers(1, dtype, sizes);
        NdArray y = wholeNumbers(2, dtype, sizes);
        ProfiledRun run = ProfiledRun.of(threads, joined(dtype, axis, sizes), List.of(x, y));
        assertThat(run.calls("copy", "move")).isZero();
        long inner = 1;
        for (int i = axis; i < sizes.length; i++) {
            inner *= sizes[i];
        }
        for (long i = 0; i < run.result().type().elements(); i++) {
            int part = (int) (i / inner % 3);
            long at = i / (3 * inner) * inner + i % inner;
            assertThat(run.result().get(i)).isEqualTo(expected(part, x.get(at), y.get(at)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64", "I32", "I64"})
    void rowsOfAnyWidthAreWrittenToTheirPlaces(DType dtype) {
        for (int width : new int[] {1, 2, 3, 5, 16, 31, 256, 513}) {
            for (int rows : new int[] {1, 2, 7, 40}) {
                check(1, dtype, 1, rows, width);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anyAxis(int axis) {
        check(2, DType.F32, axis, 7, 11, 30);
    }

    /** Rows longer than a block, and parts of the chain that begin within a row. */
    @ParameterizedTest
    @CsvSource({"1, 40, 5000", "3, 40, 5000", "2, 5000, 37", "3, 2, 100003", "2, 300, 256"})
    void rowsAreCutBetweenThreads(int threads, int rows, int width) {
        check(threads, DType.F32, 1, rows, width);
    }

    @Test
    void aConcatenationWithinAnother() {
        Recorder recorder = new Recorder("nested");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 3, 4));
        Tensor inner = x.add(x).concat(1, x.neg());
        Tensor outer = x.mul(x).concat(1, inner, x.square().neg());
        NdArray values = wholeNumbers(3, DType.F32, 3, 4);
        ProfiledRun run = ProfiledRun.of(1, recorder.finish(Map.of("y", outer)), List.of(values));
        assertThat(run.calls("copy", "move")).isZero();
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < 16; i++) {
                double v = values.get(4 * row + i % 4);
                double wanted =
                        switch (i / 4) {
                            case 0 -> v * v;
                            case 1 -> 2 * v;
                            case 2 -> -v;
                            default -> -v * v;
                        };
                assertThat(run.result().get(16 * row + i)).isEqualTo(wanted);
            }
        }
    }

    /** A part that others read too, one that is there twice, and a concatenation that is read. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void valuesThatHaveMoreReaders(int threads) {
        int rows = 50;
        int width = 200;
        Recorder recorder = new Recorder("readers");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, rows, width));
        Tensor doubled = x.add(x);
        Tensor sums = doubled.sum(1).reshape(rows, 1).broadcastTo(Shape.of(rows, 3L * width));
        Tensor joined = doubled.concat(1, x.neg(), doubled);
        Tensor read = joined.add(sums);
        NdArray values = wholeNumbers(4, DType.F32, rows, width);
        ProfiledRun run =
                ProfiledRun.of(threads, recorder.finish(Map.of("y", read)), List.of(values));
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += 2 * values.get((long) row * width + i);
            }
            for (int i = 0; i < 3 * width; i++) {
                double v = values.get((long) row * width + i % width);
                assertThat(run.result().get((long) row * 3 * width + i))
                        .isEqualTo((i / width == 1 ? -v : 2 * v) + sum);
            }
        }
    }

    /** The concatenation reads the part under another shape. */
    @Test
    void aPartUnderAnotherName() {
        Recorder recorder = new Recorder("renamed");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 6, 10));
        Tensor joined = x.add(x).reshape(3, 2, 10).concat(2, x.neg().reshape(3, 2, 10));
        NdArray values = wholeNumbers(5, DType.F32, 6, 10);
        ProfiledRun run = ProfiledRun.of(1, recorder.finish(Map.of("y", joined)), List.of(values));
        assertThat(run.calls("copy", "move")).isZero();
        for (int row = 0; row < 6; row++) {
            for (int i = 0; i < 20; i++) {
                double v = values.get(10L * row + i % 10);
                assertThat(run.result().get(20L * row + i)).isEqualTo(i < 10 ? 2 * v : -v);
            }
        }
    }
}
