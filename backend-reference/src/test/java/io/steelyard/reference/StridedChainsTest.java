package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Chains of elementwise operations on rows at a distance from each other: the bits are those of the
 * same chain on dense operands, and nothing is copied before.
 */
final class StridedChainsTest {
    private static final int OPERANDS = 3;

    private static NdArray random(Random random, DType dtype, long... sizes) {
        NdArray array = NdArray.zeros(TensorType.of(dtype, sizes));
        for (long i = 0; i < array.type().elements(); i++) {
            array.set(i, dtype == DType.BOOL ? random.nextInt(2) : random.nextInt(200) - 99);
        }
        return array;
    }

    /** A chain of several operations, whose mask is of another width than the elements. */
    private static Tensor chain(List<Tensor> operands) {
        Tensor first = operands.getFirst();
        Tensor second = operands.get(1);
        Tensor third = operands.get(2);
        if (first.type().dtype() == DType.BOOL) {
            return first.and(second).xor(third.not()).or(first);
        }
        return first.lt(second).select(first.mul(third).sub(second), third.add(first));
    }

    /** The chain on parts of one matrix, that on the parts themselves, and the parts. */
    private record Pair(Function strided, Function dense, Function parts) {}

    /** A way to cut an operand of a chain out of a tensor. */
    @FunctionalInterface
    private interface Cut {
        Tensor of(Tensor whole, int operand);
    }

    private static Pair pair(TensorType type, Cut cut) {
        Recorder strided = new Recorder("strided");
        Tensor whole = strided.input("whole", type);
        List<Tensor> views = new ArrayList<>();
        Recorder parts = new Recorder("parts");
        Tensor given = parts.input("whole", type);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        Recorder dense = new Recorder("dense");
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < OPERANDS; i++) {
            views.add(cut.of(whole, i));
            outputs.put("part" + i, cut.of(given, i));
            inputs.add(dense.input("part" + i, views.get(i).type()));
        }
        return new Pair(
                strided.finish(Map.of("y", chain(views))),
                dense.finish(Map.of("y", chain(inputs))),
                parts.finish(outputs));
    }

    private static long copiesAfterEqualBits(int threads, TensorType type, Cut cut, long seed) {
        Pair pair = pair(type, cut);
        NdArray whole = random(new Random(seed), type.dtype(), type.shape().toArray());
        List<NdArray> parts = ProfiledRun.of(1, pair.parts(), List.of(whole)).results();
        NdArray expected = ProfiledRun.of(1, pair.dense(), parts).result();
        ProfiledRun strided = ProfiledRun.of(threads, pair.strided(), List.of(whole));
        assertThat(strided.result().bitEquals(expected)).isTrue();
        return strided.calls("copy");
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64", "I32", "I64", "BOOL"})
    void rowsOfAnyWidthAreReadWhereTheyAre(DType dtype) {
        for (int width : new int[] {1, 2, 3, 4, 5, 16, 31, 100, 256, 513}) {
            for (int rows : new int[] {2, 7, 130}) {
                TensorType type = TensorType.of(dtype, rows, 4L * width + 1);
                Cut cut =
                        (whole, operand) ->
                                whole.slice(1, (operand + 1L) * width, (operand + 2L) * width);
                assertThat(copiesAfterEqualBits(1, type, cut, width)).isZero();
            }
        }
    }

    /** Rows longer than a block, and parts of the chain that begin within a row. */
    @ParameterizedTest
    @CsvSource({"1, 40, 5000", "3, 40, 5000", "2, 5000, 37", "3, 2, 100003", "2, 300, 256"})
    void rowsAreCutBetweenThreads(int threads, int rows, int width) {
        TensorType type = TensorType.of(DType.F32, rows, 3L * width + 2);
        Cut cut =
                (whole, operand) -> whole.slice(1, operand * (long) width, (operand + 1L) * width);
        assertThat(copiesAfterEqualBits(threads, type, cut, 1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void leadingAxesAreRowsOfOneDistance(int threads) {
        TensorType type = TensorType.of(DType.F32, 6, 11, 90);
        Cut lastAxis = (whole, operand) -> whole.slice(2, 30L * operand, 30L * operand + 30);
        assertThat(copiesAfterEqualBits(threads, type, lastAxis, 1)).isZero();
        Cut middleAxis = (whole, operand) -> whole.slice(1, 2L * operand, 2L * operand + 5);
        assertThat(copiesAfterEqualBits(threads, type, middleAxis, 2)).isZero();
        Cut backwards = (whole, operand) -> lastAxis.of(whole, operand).reverse(0, 1);
        assertThat(copiesAfterEqualBits(threads, type, backwards, 3)).isZero();
    }

    /** Rows that lie in place and what must be moved first, in any mixture. */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "I64", "BOOL"})
    void anyViewGivesTheBitsOfDenseOperands(DType dtype) {
        for (int round = 0; round < 60; round++) {
            long seed = round;
            Random sizes = new Random(seed);
            TensorType type =
                    TensorType.of(
                            dtype,
                            2 + sizes.nextInt(12),
                            2 + sizes.nextInt(12),
                            2 + sizes.nextInt(30));
            // All operands are cut to one shape, each from another place and in another order.
            long[] cut = new long[3];
            for (int axis = 0; axis < 3; axis++) {
                cut[axis] = 1 + sizes.nextInt((int) type.shape().size(axis));
            }
            Cut view =
                    (whole, operand) -> {
                        Random choices = new Random(31 * seed + operand);
                        Tensor part = whole;
                        for (int axis = 0; axis < 3; axis++) {
                            long room = type.shape().size(axis) - cut[axis];
                            long from = choices.nextInt((int) room + 1);
                            part = part.slice(axis, from, from + cut[axis]);
                            if (choices.nextInt(4) == 0) {
                                part = part.reverse(axis);
                            }
                            if (choices.nextInt(6) == 0) {
                                part = part.slice(axis, 0, 1);
                                long[] shape = part.shape().toArray();
                                shape[axis] = cut[axis];
                                part = part.broadcastTo(Shape.of(shape));
                            }
                        }
                        return seed % 2 == 0 ? part : part.transpose(1, 0, 2);
                    };
            copiesAfterEqualBits(2, type, view, seed);
        }
    }
}
