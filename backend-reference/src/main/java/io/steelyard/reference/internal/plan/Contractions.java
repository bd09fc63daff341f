package io.steelyard.reference.internal.plan;

import io.steelyard.program.Axes;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.kernel.DotKernels;
import io.steelyard.reference.internal.kernel.MatmulShape;
import io.steelyard.reference.internal.run.BatchMatmulStep;
import io.steelyard.reference.internal.run.DotStep;
import io.steelyard.reference.internal.run.MatmulStep;
import io.steelyard.tensor.DType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
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
        dot(draft, node, op, null, draft.result(node.result()));
    }

    /**
     * Writes a contraction whose result goes into a view.
     *
     * @param bias added to each row of the result; null for none
     */
    static void dot(Draft draft, Node node, Op.DotGeneral op, @Nullable View bias, View result) {
        List<int[]> orders = orders(draft, node, op);
        if (result.type().elements() == 0) {
            return;
        }
        Value left = node.operands().getFirst();
        Value right = node.operands().get(1);
        if (draft.view(left).type().elements() == 0) {
            draft.fill(result, 0);
            return;
        }
        if (node.result().type().dtype() != DType.F32) {
            denseDot(draft, node, op, result);
            return;
        }
        View a = draft.view(left);
        View b = draft.view(right);
        int[] order =
                orders.stream()
                        .min(
                                Comparator.comparingLong(
                                        each ->
                                                moved(a, op.leftBatch(), op.leftContract(), each)
                                                        + moved(
                                                                b,
                                                                op.rightBatch(),
                                                                op.rightContract(),
                                                                each)))
                        .orElseThrow();
        emit(
                draft,
                movable(draft, left, op.leftBatch(), permuted(op.leftContract(), order)),
                movable(draft, right, op.rightBatch(), permuted(op.rightContract(), order)),
                op.leftBatch().count() > 0,
                bias,
                result);
    }

    /** How many elements must be moved for the pairs to be contracted in this order. */
    private static long moved(View view, Axes batch, Axes contract, int[] order) {
        return matrices(view, batch, permuted(contract, order)) == null
                ? view.type().elements()
                : 0;
    }

    /**
     * Writes the product.
     *
     * @param batched whether there are axes of a batch, if only of one: its matrices are computed
     *     as those of any batch are
     */
    private static void emit(
            Draft draft,
            Matrices a,
            Matrices b,
            boolean batched,
            @Nullable View bias,
            View result) {
        int m = Math.toIntExact(a.free().size());
        int n = Math.toIntExact(b.free().size());
        MatmulShape shape =
                new MatmulShape(
                        m,
                        n,
                        Math.toIntExact(a.contract().size()),
                        !a.contractInside(),
                        b.contractInside(),
                        a.leading(),
                        b.leading(),
                        n,
                        false);
        if (batched) {
            emitBatch(draft, a, b, shape, bias, result);
            return;
        }
        // A vector by a matrix takes the matrix as it is.
        boolean packs = m > 1 && n > 1;
        boolean stored = b.view().type().dtype() == DType.BF16;
        View right =
                packs && !stored ? draft.invariants().packed(draft, b.view(), shape) : b.view();
        MatmulStep.Right form =
                stored
                        ? MatmulStep.Right.BFLOAT16
                        : right == b.view() ? MatmulStep.Right.PLAIN : MatmulStep.Right.PACKED;
        draft.emitProduct(
                shape,
                reads(a.view(), right, bias),
                result,
                () ->
                        new MatmulStep(
                                shape,
                                a.view().address(),
                                right.address(),
                                form,
                                bias == null ? null : bias.address(),
                                result.address(),
                                null));
    }

    private static List<View> reads(View left, View right, @Nullable View bias) {
        return bias == null ? List.of(left, right) : List.of(left, right, bias);
    }

    private static void emitBatch(
            Draft draft,
            Matrices a,
            Matrices b,
            MatmulShape shape,
            @Nullable View bias,
            View result) {
        draft.emit(
                reads(a.view(), b.view(), bias),
                List.of(result),
                () ->
                        new BatchMatmulStep(
                                shape,
                                Math.toIntExact(a.batch().size()),
                                a.view().address(),
                                a.batch().stride(),
                                b.view().address(),
                                b.batch().stride(),
                                bias == null ? null : bias.address(),
                                result.address(),
                                (long) shape.m() * shape.n()));
    }

    /** Orders of the contracted pairs to try: as given, then as each operand stores them. */
    private static List<int[]> orders(Draft draft, Node node, Op.DotGeneral op) {
        int count = op.leftContract().count();
        List<int[]> orders = new ArrayList<>();
        orders.add(IntStream.range(0, count).toArray());
        if (count > 1) {
            orders.add(byStride(draft.view(node.operands().getFirst()), op.leftContract()));
            orders.add(byStride(draft.view(node.operands().get(1)), op.rightContract()));
        }
        return orders;
    }

    private static int[] byStride(View view, Axes axes) {
        return IntStream.range(0, axes.count())
                .boxed()
                .sorted(Comparator.comparingLong(pair -> -view.stride(axes.get(pair))))
                .mapToInt(Integer::intValue)
                .toArray();
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

    /** The operand as matrices where it lies; null when its elements lie in another way. */
    private static @Nullable Matrices matrices(View view, Axes batch, int[] contract) {
        View.Run batchRun = view.run(batch.toArray());
        View.Run freeRun = view.run(free(view, batch, contract));
        View.Run contractRun = view.run(contract);
        if (batchRun == null || freeRun == null || contractRun == null) {
            return null;
        }
        Matrices matrices = new Matrices(view, batchRun, freeRun, contractRun);
        return matrices.hasRows() ? matrices : null;
    }

    /** The operand as matrices, moved if it does not lie as such. */
    private static Matrices movable(Draft draft, Value operand, Axes batch, int[] contract) {
        View view = draft.view(operand);
        Matrices inPlace = matrices(view, batch, contract);
        if (inPlace != null) {
            return inPlace;
        }
        int[] free = free(view, batch, contract);
        // What is side by side stays side by side: rows are moved, and nothing is transposed.
        boolean freeInside = hasNeighbours(view, free);
        int[] outer = freeInside ? contract : free;
        int[] inner = freeInside ? free : contract;
        View dense = ordered(draft, view, batch.toArray(), outer, inner);
        int outerFrom = batch.count();
        int innerFrom = outerFrom + outer.length;
        Axes contracted =
                freeInside ? Axes.range(outerFrom, innerFrom) : Axes.range(innerFrom, dense.rank());
        Matrices moved = matrices(dense, Axes.range(0, outerFrom), contracted.toArray());
        if (moved == null) {
            throw new IllegalStateException("A dense operand does not lie as matrices: " + dense);
        }
        return moved;
    }

    /** Whether elements next to each other along one of the axes lie next to each other. */
    private static boolean hasNeighbours(View view, int[] axes) {
        return IntStream.of(axes).anyMatch(axis -> view.size(axis) > 1 && view.stride(axis) == 1);
    }

    /** The view with its axes in another order, moved unless its elements lie in that order. */
    private static View ordered(Draft draft, View view, int[] first, int[] second, int[] third) {
        int[] permutation =
                IntStream.concat(
                                IntStream.of(first),
                                IntStream.concat(IntStream.of(second), IntStream.of(third)))
                        .toArray();
        View ordered = view.transpose(Axes.of(permutation));
        return ordered.isDense() ? ordered : draft.denseCopy(ordered);
    }

    /**
     * On dtypes other than F32: {@code [batch, free, contract]} by {@code [batch, contract, free]}.
     */
    private static void denseDot(Draft draft, Node node, Op.DotGeneral op, View result) {
        DotStep.Kernel kernel = kernel(node);
        View left = draft.view(node.operands().getFirst());
        View right = draft.view(node.operands().get(1));
        int[] batch = op.leftBatch().toArray();
        int[] contract = op.leftContract().toArray();
        int[] leftFree = free(left, op.leftBatch(), contract);
        int[] rightFree = free(right, op.rightBatch(), op.rightContract().toArray());
        View a = ordered(draft, left, batch, leftFree, contract);
        View b =
                ordered(
                        draft,
                        right,
                        op.rightBatch().toArray(),
                        op.rightContract().toArray(),
                        rightFree);
        draft.emit(
                List.of(a, b),
                List.of(result),
                () ->
                        new DotStep(
                                kernel,
                                result.type().dtype().bytes(),
                                product(left, batch),
                                product(left, leftFree),
                                product(right, rightFree),
                                product(left, contract),
                                a.address(),
                                b.address(),
                                result.address()));
    }

    private static DotStep.Kernel kernel(Node node) {
        return switch (node.result().type().dtype()) {
            case F64 -> DotKernels::doubles;
            case I32 -> DotKernels::ints;
            case I64 -> DotKernels::longs;
            case F32, F16, BF16, U8, BOOL -> throw Support.refused(node);
        };
    }

    private static long product(View view, int[] axes) {
        return IntStream.of(axes).mapToLong(view::size).reduce(1, (x, y) -> x * y);
    }
}
