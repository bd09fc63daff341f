package io.steelyard.testkit;

import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** Cases of the operations in which axes vanish. */
final class ContractionCases {
    private ContractionCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        for (DType dtype : CaseData.NUMBERS) {
            dots(cases, dtype);
            reductions(cases, dtype, ReduceKind.SUM);
            reductions(cases, dtype, ReduceKind.MAX);
            reductions(cases, dtype, ReduceKind.MIN);
        }
        large(cases);
        reductions(cases, DType.BOOL, ReduceKind.AND);
        reductions(cases, DType.BOOL, ReduceKind.OR);
        return cases;
    }

    /** Contractions that take several tiles, blocks and threads. */
    private static void large(List<OpCase> cases) {
        DType dtype = DType.F32;
        dot(cases, dtype, "", "", "1", "0", Shape.of(130, 97), Shape.of(97, 71));
        dot(cases, dtype, "", "", "1", "1", Shape.of(130, 97), Shape.of(71, 97));
        dot(cases, dtype, "", "", "0", "0", Shape.of(97, 130), Shape.of(97, 71));
        dot(cases, dtype, "", "", "1", "0", Shape.of(5, 3000), Shape.of(3000, 37));
        dot(cases, dtype, "", "", "1", "0", Shape.of(1, 700), Shape.of(700, 500));
        dot(cases, dtype, "02", "02", "3", "3", Shape.of(3, 40, 4, 16), Shape.of(3, 40, 4, 16));
        for (ReduceKind kind : List.of(ReduceKind.SUM, ReduceKind.MAX)) {
            for (int[] axes : new int[][] {{0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}}) {
                reduce(cases, dtype, kind, Shape.of(12, 70, 130), axes);
            }
            reduce(cases, dtype, kind, Shape.of(12, 70, 30), 0, 1, 2);
        }
    }

    private static void dots(List<OpCase> cases, DType dtype) {
        // Matrices, each side plain and transposed, with sizes that fill no tile.
        for (long[] size :
                new long[][] {{1, 1, 1}, {7, 17, 33}, {1, 33, 17}, {33, 7, 1}, {65, 40, 70}}) {
            long m = size[0];
            long k = size[1];
            long n = size[2];
            dot(cases, dtype, "", "", "1", "0", m, k, Shape.of(k, n));
            dot(cases, dtype, "", "", "1", "1", m, k, Shape.of(n, k));
            dot(cases, dtype, "", "", "0", "0", k, m, Shape.of(k, n));
            dot(cases, dtype, "", "", "0", "1", k, m, Shape.of(n, k));
        }
        // Vectors, outer products, long sums, nothing at all.
        dot(cases, dtype, "", "", "0", "0", Shape.of(1000), Shape.of(1000));
        dot(cases, dtype, "", "", "", "", Shape.of(5), Shape.of(7));
        dot(cases, dtype, "", "", "", "", Shape.scalar(), Shape.scalar());
        dot(cases, dtype, "", "", "1", "0", Shape.of(7, 33), Shape.of(33));
        dot(cases, dtype, "", "", "0", "0", Shape.of(33), Shape.of(33, 7));
        dot(cases, dtype, "", "", "1", "0", Shape.of(3, 0), Shape.of(0, 4));
        dot(cases, dtype, "", "", "1", "0", Shape.of(0, 3), Shape.of(3, 4));
        dot(cases, dtype, "", "", "1", "0", Shape.of(3, 4), Shape.of(4, 0));
        dot(cases, dtype, "", "", "1", "0", Shape.of(2, 1000), Shape.of(1000, 3));
        // A batch of rows with a shared matrix, and the two gradients of that.
        dot(cases, dtype, "", "", "2", "0", Shape.of(2, 5, 17), Shape.of(17, 9));
        dot(cases, dtype, "", "", "2", "1", Shape.of(2, 5, 9), Shape.of(17, 9));
        dot(cases, dtype, "", "", "01", "01", Shape.of(2, 5, 17), Shape.of(2, 5, 9));
        // Batches leading, in the middle, innermost, permuted.
        dot(cases, dtype, "0", "0", "2", "1", Shape.of(3, 4, 5), Shape.of(3, 5, 6));
        dot(cases, dtype, "0", "0", "2", "2", Shape.of(3, 4, 5), Shape.of(3, 6, 5));
        dot(cases, dtype, "02", "02", "3", "3", Shape.of(2, 7, 3, 8), Shape.of(2, 9, 3, 8));
        dot(cases, dtype, "02", "01", "1", "2", Shape.of(2, 7, 3, 8), Shape.of(2, 3, 7, 5));
        dot(cases, dtype, "01", "02", "3", "1", Shape.of(2, 3, 7, 9), Shape.of(2, 9, 3, 8));
        dot(cases, dtype, "2", "0", "0", "1", Shape.of(4, 5, 3), Shape.of(3, 4, 6));
        dot(cases, dtype, "1", "2", "2", "0", Shape.of(4, 3, 5), Shape.of(5, 6, 3));
        dot(cases, dtype, "20", "01", "1", "2", Shape.of(2, 4, 3), Shape.of(3, 2, 4, 5));
        dot(cases, dtype, "0", "0", "", "", Shape.of(3, 4), Shape.of(3, 5));
        dot(cases, dtype, "01", "01", "", "", Shape.of(3, 4), Shape.of(3, 4));
        dot(cases, dtype, "0", "0", "1", "1", Shape.of(3, 0), Shape.of(3, 0));
        // Several contracted axes, in another order on either side.
        dot(cases, dtype, "", "", "12", "01", Shape.of(3, 4, 5), Shape.of(4, 5, 6));
        dot(cases, dtype, "", "", "12", "10", Shape.of(3, 4, 5), Shape.of(5, 4, 6));
        dot(cases, dtype, "", "", "02", "02", Shape.of(4, 3, 5), Shape.of(4, 6, 5));
        dot(cases, dtype, "", "", "012", "201", Shape.of(3, 4, 5), Shape.of(4, 5, 3));
        dot(cases, dtype, "1", "3", "02", "20", Shape.of(4, 2, 5), Shape.of(5, 6, 4, 2));
        if (dtype.isFloating()) {
            extremes(cases, dtype);
        } else {
            NdArray specials = CaseData.specials(dtype);
            Op op = new Op.DotGeneral(Axes.none(), Axes.none(), Axes.of(0), Axes.of(0));
            cases.add(OpCase.of("special values wrap", op, Tolerance.BITS, specials, specials));
        }
    }

    /** Infinity and NaN in one operand stay in their row or column; infinity times 0 is NaN. */
    private static void extremes(List<OpCase> cases, DType dtype) {
        NdArray left = CaseData.array(dtype, 1, 7, 17);
        left.set(0, Double.NaN);
        left.set(17 + 3, Double.POSITIVE_INFINITY);
        left.set(2 * 17 + 5, Double.NEGATIVE_INFINITY);
        NdArray right = CaseData.array(dtype, 2, 17, 9);
        right.set(3 * 9 + 4, 0);
        Op op = new Op.DotGeneral(Axes.none(), Axes.none(), Axes.of(1), Axes.of(0));
        cases.add(OpCase.of("infinity and NaN", op, Tolerance.BOUND, left, right));
    }

    private static void dot(
            List<OpCase> cases,
            DType dtype,
            String leftBatch,
            String rightBatch,
            String leftContract,
            String rightContract,
            long rows,
            long columns,
            Shape right) {
        dot(
                cases,
                dtype,
                leftBatch,
                rightBatch,
                leftContract,
                rightContract,
                Shape.of(rows, columns),
                right);
    }

    /** Axes are given as digits. */
    private static void dot(
            List<OpCase> cases,
            DType dtype,
            String leftBatch,
            String rightBatch,
            String leftContract,
            String rightContract,
            Shape left,
            Shape right) {
        Op.DotGeneral op =
                new Op.DotGeneral(
                        axes(leftBatch), axes(rightBatch), axes(leftContract), axes(rightContract));
        String name =
                left
                        + " with "
                        + right
                        + " batch "
                        + leftBatch
                        + "x"
                        + rightBatch
                        + " contract "
                        + leftContract
                        + "x"
                        + rightContract;
        cases.add(
                OpCase.of(
                        name,
                        op,
                        Tolerance.BOUND,
                        CaseData.array(new TensorType(dtype, left), 1),
                        CaseData.array(new TensorType(dtype, right), 2)));
    }

    private static Axes axes(String digits) {
        return Axes.of(digits.chars().map(digit -> digit - '0').toArray());
    }

    private static void reductions(List<OpCase> cases, DType dtype, ReduceKind kind) {
        reduce(cases, dtype, kind, Shape.scalar());
        reduce(cases, dtype, kind, Shape.of(1), 0);
        reduce(cases, dtype, kind, Shape.of(7), 0);
        reduce(cases, dtype, kind, Shape.of(1000), 0);
        reduce(cases, dtype, kind, Shape.of(40_000), 0);
        reduce(cases, dtype, kind, Shape.of(0), 0);
        reduce(cases, dtype, kind, Shape.of(7, 33));
        reduce(cases, dtype, kind, Shape.of(7, 33), 1);
        reduce(cases, dtype, kind, Shape.of(7, 33), 0);
        reduce(cases, dtype, kind, Shape.of(7, 33), 0, 1);
        reduce(cases, dtype, kind, Shape.of(7, 33), 1, 0);
        reduce(cases, dtype, kind, Shape.of(3, 0), 1);
        reduce(cases, dtype, kind, Shape.of(3, 0), 0);
        reduce(cases, dtype, kind, Shape.of(3, 0, 4), 1);
        reduce(cases, dtype, kind, Shape.of(5, 1), 1);
        for (int[] axes : new int[][] {{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}}) {
            reduce(cases, dtype, kind, Shape.of(3, 5, 17), axes);
        }
        reduce(cases, dtype, kind, Shape.of(2, 3, 4, 3, 2), 1, 3);
        reduce(cases, dtype, kind, Shape.of(2, 3, 4, 3, 2), 0, 2, 4);
        cases.add(
                OpCase.of(
                        "special values",
                        new Op.Reduce(kind, Axes.of(0)),
                        tolerance(kind),
                        CaseData.specials(dtype)));
        if (dtype.isFloating() && kind != ReduceKind.SUM) {
            NdArray rows = CaseData.array(dtype, 1, 5, 17);
            rows.set(3, Double.NaN);
            rows.set(17 + 16, Double.POSITIVE_INFINITY);
            rows.set(2 * 17, Double.NEGATIVE_INFINITY);
            for (int axis = 0; axis < 2; axis++) {
                Op op = new Op.Reduce(kind, Axes.of(axis));
                cases.add(OpCase.of("NaN and infinity along " + axis, op, tolerance(kind), rows));
            }
        }
    }

    private static void reduce(
            List<OpCase> cases, DType dtype, ReduceKind kind, Shape shape, int... axes) {
        cases.add(
                OpCase.of(
                        shape + " over " + Axes.of(axes),
                        new Op.Reduce(kind, Axes.of(axes)),
                        tolerance(kind),
                        CaseData.array(new TensorType(dtype, shape), 1)));
    }

    private static Tolerance tolerance(ReduceKind kind) {
        return kind == ReduceKind.SUM ? Tolerance.BOUND : Tolerance.VALUES;
    }
}
