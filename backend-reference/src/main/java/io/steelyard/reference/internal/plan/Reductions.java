package io.steelyard.reference.internal.plan;

import io.steelyard.program.Axes;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.run.ReduceStep;
import io.steelyard.tensor.DType;

import java.util.List;
import java.util.stream.IntStream;

/** Writes reductions of neighbouring axes; other axes are moved together first. */
final class Reductions {
    private Reductions() {}

    static void reduce(Draft draft, Node node, Op.Reduce op) {
        Value operand = node.operands().getFirst();
        View result = draft.result(node.result());
        if (result.type().elements() == 0) {
            return;
        }
        if (operand.type().elements() == 0) {
            draft.fill(result, identity(op.kind(), operand.type().dtype()));
            return;
        }
        ReduceStep.Kernel kernel = ReductionKernels.of(node, op.kind());
        View view = draft.view(operand);
        int[] reduced =
                IntStream.range(0, view.rank())
                        .filter(axis -> op.axes().contains(axis) && view.size(axis) > 1)
                        .toArray();
        if (reduced.length == 0) {
            Movement.emitCopy(draft, draft.dense(operand), result.likeShape(operand.type()));
            return;
        }
        int first = reduced[0];
        int last = reduced[reduced.length - 1];
        boolean neighbours =
                IntStream.range(first, last)
                        .allMatch(axis -> op.axes().contains(axis) || view.size(axis) == 1);
        if (neighbours) {
            View dense = draft.dense(operand);
            emit(
                    draft,
                    kernel,
                    dense,
                    result,
                    product(dense, 0, first),
                    product(dense, first, last + 1),
                    product(dense, last + 1, dense.rank()));
            return;
        }
        Axes kept = op.axes().complement(view.rank());
        int[] permutation =
                IntStream.concat(IntStream.of(kept.toArray()), IntStream.of(op.axes().toArray()))
                        .toArray();
        View moved = draft.denseCopy(view.transpose(Axes.of(permutation)));
        emit(
                draft,
                kernel,
                moved,
                result,
                product(moved, 0, kept.count()),
                product(moved, kept.count(), moved.rank()),
                1);
    }

    private static void emit(
            Draft draft,
            ReduceStep.Kernel kernel,
            View dense,
            View result,
            long outer,
            long middle,
            long inner) {
        draft.emit(
                List.of(dense),
                List.of(result),
                () ->
                        new ReduceStep(
                                kernel,
                                dense.type().dtype().bytes(),
                                result.address(),
                                dense.address(),
                                outer,
                                middle,
                                inner));
    }

    private static long product(View view, int from, int to) {
        return IntStream.range(from, to).mapToLong(view::size).reduce(1, (a, b) -> a * b);
    }

    /** What a reduction of nothing gives. */
    private static double identity(ReduceKind kind, DType dtype) {
        return switch (kind) {
            case SUM, OR -> 0;
            case AND -> 1;
            case MAX ->
                    switch (dtype) {
                        case F32, F64, F16, BF16 -> Double.NEGATIVE_INFINITY;
                        case I32 -> Integer.MIN_VALUE;
                        case I64 -> Long.MIN_VALUE;
                        case U8, BOOL -> 0;
                    };
            case MIN ->
                    switch (dtype) {
                        case F32, F64, F16, BF16 -> Double.POSITIVE_INFINITY;
                        case I32 -> Integer.MAX_VALUE;
                        // The nearest double is one more, which the fill cuts to the largest long.
                        case I64 -> Long.MAX_VALUE;
                        case U8 -> 255;
                        case BOOL -> 1;
                    };
        };
    }
}
