package io.steelyard.testkit;

import static io.steelyard.testkit.OracleValue.coordinate;
import static io.steelyard.testkit.OracleValue.integers;
import static io.steelyard.testkit.OracleValue.place;
import static io.steelyard.testkit.OracleValue.reals;

import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Integers;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.Arrays;

/** The operations in which axes vanish. */
final class OracleContraction {
    private OracleContraction() {}

    static OracleValue dotGeneral(
            Op.DotGeneral op, OracleValue left, OracleValue right, TensorType type) {
        Shape leftShape = left.type().shape();
        Shape rightShape = right.type().shape();
        Axes leftFree = free(op.leftBatch(), op.leftContract(), leftShape.rank());
        Axes rightFree = free(op.rightBatch(), op.rightContract(), rightShape.rank());
        Shape contracted = select(leftShape, op.leftContract());
        int terms = Math.toIntExact(contracted.elements());
        int count = Math.toIntExact(type.elements());
        double[] sums = new double[count];
        long[] wrapping = new long[count];
        for (int i = 0; i < count; i++) {
            // [batch.., left free.., right free..]
            long[] at = coordinate(type.shape(), i);
            int batches = op.leftBatch().count();
            long[] inLeft = new long[leftShape.rank()];
            long[] inRight = new long[rightShape.rank()];
            put(inLeft, op.leftBatch(), at, 0);
            put(inLeft, leftFree, at, batches);
            put(inRight, op.rightBatch(), at, 0);
            put(inRight, rightFree, at, batches + leftFree.count());
            for (int k = 0; k < terms; k++) {
                long[] contractedAt = coordinate(contracted, k);
                put(inLeft, op.leftContract(), contractedAt, 0);
                put(inRight, op.rightContract(), contractedAt, 0);
                int a = place(leftShape, inLeft);
                int b = place(rightShape, inRight);
                if (left instanceof Reals) {
                    sums[i] += reals(left)[a] * reals(right)[b];
                } else {
                    wrapping[i] += integers(left)[a] * integers(right)[b];
                }
            }
        }
        return left instanceof Reals
                ? new Reals(type, sums)
                : new Integers(
                        type,
                        Arrays.stream(wrapping)
                                .map(sum -> Rounding.wrap(sum, type.dtype()))
                                .toArray());
    }

    /** How many products each element of the result sums. */
    static long terms(Op.DotGeneral op, Shape left) {
        return select(left, op.leftContract()).elements();
    }

    private static Axes free(Axes batch, Axes contract, int rank) {
        return Axes.of(
                Arrays.stream(Axes.range(0, rank).toArray())
                        .filter(axis -> !batch.contains(axis) && !contract.contains(axis))
                        .toArray());
    }

    private static void put(long[] coordinate, Axes axes, long[] from, int offset) {
        for (int i = 0; i < axes.count(); i++) {
            coordinate[axes.get(i)] = from[offset + i];
        }
    }

    private static Shape select(Shape shape, Axes axes) {
        return Shape.of(axes.values().stream().mapToLong(shape::size).toArray());
    }

    static OracleValue reduce(Op.Reduce op, OracleValue operand, TensorType type) {
        Shape shape = operand.type().shape();
        Axes kept = op.axes().complement(shape.rank());
        int count = Math.toIntExact(type.elements());
        return switch (operand) {
            case Reals(_, double[] elements) -> {
                double[] joined = new double[count];
                Arrays.fill(joined, realStart(op.kind()));
                for (int i = 0; i < elements.length; i++) {
                    int to = target(shape, i, kept, type.shape());
                    joined[to] = join(op.kind(), joined[to], elements[i]);
                }
                yield new Reals(type, joined);
            }
            case Integers(_, long[] elements) -> {
                long[] joined = new long[count];
                Arrays.fill(joined, integerStart(op.kind(), type.dtype()));
                for (int i = 0; i < elements.length; i++) {
                    int to = target(shape, i, kept, type.shape());
                    joined[to] =
                            Rounding.wrap(join(op.kind(), joined[to], elements[i]), type.dtype());
                }
                yield new Integers(type, joined);
            }
        };
    }

    private static int target(Shape shape, int from, Axes kept, Shape result) {
        long[] at = coordinate(shape, from);
        return place(result, kept.values().stream().mapToLong(axis -> at[axis]).toArray());
    }

    private static double realStart(ReduceKind kind) {
        return switch (kind) {
            case SUM -> 0;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
            case AND, OR -> throw new IllegalArgumentException(kind.text() + " takes no floats");
        };
    }

    private static double join(ReduceKind kind, double a, double b) {
        return switch (kind) {
            case SUM -> a + b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case AND, OR -> throw new IllegalArgumentException(kind.text() + " takes no floats");
        };
    }

    private static long integerStart(ReduceKind kind, DType dtype) {
        return switch (kind) {
            case SUM, OR -> 0;
            case AND -> 1;
            case MAX -> smallest(dtype);
            case MIN -> largest(dtype);
        };
    }

    private static long join(ReduceKind kind, long a, long b) {
        return switch (kind) {
            case SUM -> a + b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case AND -> a & b;
            case OR -> a | b;
        };
    }

    private static long smallest(DType dtype) {
        return dtype == DType.U8 ? 0 : dtype == DType.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
    }

    private static long largest(DType dtype) {
        return dtype == DType.U8 ? 255 : dtype == DType.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    }
}
