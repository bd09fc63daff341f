package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Axes;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensor.Shape;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.List;

/** Sums of products, as products of matrices. */
final class Contractions {
    private final Emitter emitter;

    Contractions(Emitter emitter) {
        this.emitter = emitter;
    }

    /**
     * One operand as matrices.
     *
     * @param output {@code [batch, free, contracted]}, or with the last two the other way round
     * @param swapped whether they are
     */
    private record Matrices(Output output, boolean swapped) {}

    Output dot(Op.DotGeneral dot, Node node, List<Output> operands) {
        Shape left = node.operands().get(0).type().shape();
        Shape right = node.operands().get(1).type().shape();
        Shape result = node.result().type().shape();
        Axes leftFree = free(left, dot.leftBatch(), dot.leftContract());
        Axes rightFree = free(right, dot.rightBatch(), dot.rightContract());
        long batch = elements(left, dot.leftBatch());
        boolean single = dot.leftBatch().values().isEmpty();
        Matrices a =
                matrices(
                        operands.get(0),
                        left,
                        dot.leftBatch(),
                        leftFree,
                        dot.leftContract(),
                        single);
        Matrices b =
                matrices(
                        operands.get(1),
                        right,
                        dot.rightBatch(),
                        rightFree,
                        dot.rightContract(),
                        single);
        // a: [batch, m, k], b: [batch, n, k]
        Output product =
                single
                        ? emitter.add(
                                "MatMul",
                                builder ->
                                        builder.flag("transpose_a", a.swapped())
                                                .flag("transpose_b", !b.swapped()),
                                a.output(),
                                b.output())
                        : emitter.add(
                                "BatchMatMulV2",
                                builder ->
                                        builder.flag("adj_x", a.swapped())
                                                .flag("adj_y", !b.swapped()),
                                a.output(),
                                b.output());
        return emitter.reshape(product, result);
    }

    private Matrices matrices(
            Output x, Shape shape, Axes batch, Axes free, Axes contracted, boolean single) {
        long groups = elements(shape, batch);
        long rows = elements(shape, free);
        long columns = elements(shape, contracted);
        List<Integer> straight = joined(batch, free, contracted);
        List<Integer> crossed = joined(batch, contracted, free);
        boolean swapped = !isAscending(straight) && isAscending(crossed);
        List<Integer> order = swapped ? crossed : straight;
        Output moved =
                isAscending(order)
                        ? x
                        : emitter.transpose(
                                x, order.stream().mapToLong(Integer::longValue).toArray());
        Shape matrix = swapped ? Shape.of(columns, rows) : Shape.of(rows, columns);
        return new Matrices(
                emitter.reshape(moved, single ? matrix : Shape.of(groups).concat(matrix)), swapped);
    }

    private static List<Integer> joined(Axes first, Axes second, Axes third) {
        List<Integer> axes = new ArrayList<>(first.values());
        axes.addAll(second.values());
        axes.addAll(third.values());
        return axes;
    }

    private static boolean isAscending(List<Integer> axes) {
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i) != i) {
                return false;
            }
        }
        return true;
    }

    private static Axes free(Shape shape, Axes batch, Axes contracted) {
        return Axes.of(
                Axes.range(0, shape.rank()).values().stream()
                        .filter(axis -> !batch.values().contains(axis))
                        .filter(axis -> !contracted.values().contains(axis))
                        .mapToInt(Integer::intValue)
                        .toArray());
    }

    private static long elements(Shape shape, Axes axes) {
        return axes.values().stream().mapToLong(shape::size).reduce(1, (a, b) -> a * b);
    }
}
