package io.steelyard.reference.internal.plan;

import io.steelyard.program.Axes;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.run.MiddleAxis;
import io.steelyard.reference.internal.run.ReducePiecesStep;
import io.steelyard.reference.internal.run.ReduceStep;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

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
        if (reduced(operand.type().shape(), op.axes()).length == 0) {
            Movement.emitCopy(draft, draft.dense(operand), result.likeShape(operand.type()));
            return;
        }
        MiddleAxis axis = axis(operand.type().shape(), op.axes());
        if (axis != null) {
            emit(draft, kernel, draft.dense(operand), result, axis);
            return;
        }
        Axes kept = op.axes().complement(view.rank());
        int[] permutation =
                IntStream.concat(IntStream.of(kept.toArray()), IntStream.of(op.axes().toArray()))
                        .toArray();
        View moved = draft.denseCopy(view.transpose(Axes.of(permutation)));
        long middle = product(moved.type().shape(), kept.count(), moved.rank());
        emit(
                draft,
                kernel,
                moved,
                result,
                new MiddleAxis(moved.type().elements() / middle, middle, 1));
    }

    /** The axis that a reduction joins; null where it is several, or none of several elements. */
    static @Nullable MiddleAxis axis(Shape shape, Axes axes) {
        int[] reduced = reduced(shape, axes);
        if (reduced.length == 0) {
            return null;
        }
        int first = reduced[0];
        int behind = reduced[reduced.length - 1] + 1;
        boolean neighbours =
                IntStream.range(first, behind)
                        .allMatch(axis -> axes.contains(axis) || shape.size(axis) == 1);
        return neighbours
                ? new MiddleAxis(
                        product(shape, 0, first),
                        product(shape, first, behind),
                        product(shape, behind, shape.rank()))
                : null;
    }

    /** The axes of several elements that are joined, in order. */
    private static int[] reduced(Shape shape, Axes axes) {
        return IntStream.range(0, shape.rank())
                .filter(axis -> axes.contains(axis) && shape.size(axis) > 1)
                .toArray();
    }

    private static void emit(
            Draft draft, ReduceStep.Kernel kernel, View dense, View result, MiddleAxis axis) {
        int bytes = dense.type().dtype().bytes();
        if (axis.pieces() == 1 || !axis.hasShortRows()) {
            step(draft, kernel, dense, result, axis);
            return;
        }
        View results = pieces(draft, dense.type().dtype(), axis);
        draft.emit(
                List.of(dense),
                List.of(results),
                () ->
                        new ReducePiecesStep(
                                kernel, bytes, results.address(), dense.address(), axis));
        step(draft, kernel, results, result, axis.ofPieces());
    }

    /** Memory for the results of the pieces of a reduction. */
    static View pieces(Draft draft, DType dtype, MiddleAxis axis) {
        return draft.allocate(TensorType.of(dtype, axis.outer(), axis.pieces(), axis.inner()));
    }

    /** Emits a reduction of dense elements. */
    static void step(
            Draft draft, ReduceStep.Kernel kernel, View dense, View result, MiddleAxis axis) {
        draft.emit(
                List.of(dense),
                List.of(result),
                () ->
                        new ReduceStep(
                                kernel,
                                dense.type().dtype().bytes(),
                                result.address(),
                                dense.address(),
                                axis));
    }

    private static long product(Shape shape, int from, int to) {
        return IntStream.range(from, to).mapToLong(shape::size).reduce(1, (a, b) -> a * b);
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
