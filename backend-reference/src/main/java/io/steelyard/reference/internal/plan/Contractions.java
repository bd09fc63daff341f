package io.steelyard.reference.internal.plan;

import io.steelyard.program.Axes;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.run.DotStep;
import io.steelyard.reference.internal.run.IntegerDotStep;
import io.steelyard.tensor.DType;

import java.util.List;
import java.util.stream.IntStream;

/** Writes contractions as matrix products; transposes become part of how an operand is read. */
final class Contractions {
    private Contractions() {}

    /**
     * An operand as matrices: how it steps from one to the next, along its free axes and along the
     * contracted ones.
     */
    private record Matrices(View view, View.Run batch, View.Run free, View.Run contract) {
        /** Whether contracted elements follow each other and free ones lie in rows apart. */
        boolean contractInside() {
            return rows(free, contract);
        }

        boolean hasRows() {
            return rows(free, contract) || rows(contract, free);
        }

        private static boolean rows(View.Run outer, View.Run inner) {
            return (inner.size() == 1 || inner.stride() == 1)
                    && (outer.size() == 1 || outer.stride() >= inner.size());
        }

        /** Elements from one row to the next. */
        int leading() {
            View.Run inner = contractInside() ? contract : free;
            View.Run outer = contractInside() ? free : contract;
            return Math.toIntExact(outer.size() == 1 ? inner.size() : outer.stride());
        }
    }

    static void dot(Draft draft, Node node, Op.DotGeneral op) {
        View result = draft.result(node.result());
        if (result.type().elements() == 0) {
            return;
        }
        if (draft.view(node.operands().getFirst()).type().elements() == 0) {
            draft.fill(result, 0);
            return;
        }
        plainDot(draft, node, op, result);
    }

    private static int[] permuted(Axes axes, int[] order) {
        return IntStream.of(order).map(axes::get).toArray();
    }

    private static int[] free(View view, Axes batch, int[] contract) {
        return IntStream.range(0, view.rank())
                .filter(axis -> !batch.contains(axis))
                .filter(axis -> IntStream.of(contract).noneMatch(other -> other == axis))
                .toArray();
    }

    private static void plainDot(Draft draft, Node node, Op.DotGeneral op, View result) {
        int[] order = IntStream.range(0, op.leftContract().count()).toArray();
        Matrices a =
                dense(
                        draft,
                        node.operands().getFirst(),
                        op.leftBatch(),
                        permuted(op.leftContract(), order));
        Matrices b =
                dense(
                        draft,
                        node.operands().get(1),
                        op.rightBatch(),
                        permuted(op.rightContract(), order));
        draft.emit(
                List.of(a.view(), b.view()),
                List.of(result),
                () ->
                        node.result().type().dtype() == DType.I32
                                ? new IntegerDotStep(
                                        a.batch().size(),
                                        a.free().size(),
                                        b.free().size(),
                                        a.contract().size(),
                                        a.view().address(),
                                        b.view().address(),
                                        result.address())
                                : new DotStep(
                                        a.batch().size(),
                                        a.free().size(),
                                        b.free().size(),
                                        a.contract().size(),
                                        a.view().address(),
                                        b.view().address(),
                                        result.address()));
    }

    /** The operand moved to [batch, free, contract]. */
    private static Matrices dense(Draft draft, Value operand, Axes batch, int[] contract) {
        View view = draft.view(operand);
        int[] free = free(view, batch, contract);
        int[] permutation =
                IntStream.concat(
                                IntStream.of(batch.toArray()),
                                IntStream.concat(IntStream.of(free), IntStream.of(contract)))
                        .toArray();
        View ordered = view.transpose(Axes.of(permutation));
        View dense = ordered.isDense() ? ordered : draft.denseCopy(ordered);
        return new Matrices(
                dense,
                new View.Run(product(view, batch.toArray()), 0),
                new View.Run(product(view, free), 0),
                new View.Run(product(view, contract), 1));
    }

    private static long product(View view, int[] axes) {
        return IntStream.of(axes).mapToLong(view::size).reduce(1, (x, y) -> x * y);
    }
}
