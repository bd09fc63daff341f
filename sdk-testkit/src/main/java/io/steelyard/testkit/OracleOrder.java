package io.steelyard.testkit;

import io.steelyard.program.Op;
import io.steelyard.program.ShapeRules;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Integers;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The operations that sort. */
final class OracleOrder {
    private OracleOrder() {}

    static List<OracleValue> topK(Op.TopK op, OracleValue operand) {
        List<TensorType> types = ShapeRules.infer(op, List.of(operand.type()));
        int columns = Math.toIntExact(operand.type().shape().size(-1));
        int kept = Math.toIntExact(op.k());
        int rows = kept == 0 ? 0 : Math.toIntExact(types.getFirst().elements() / kept);
        List<Integer> places = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            IntStream.range(row * columns, (row + 1) * columns)
                    .boxed()
                    .sorted(descending(operand)) // stable: of equal elements the first stays first
                    .limit(kept)
                    .forEach(places::add);
        }
        int[] order = places.stream().mapToInt(Integer::intValue).toArray();
        long[] indices = IntStream.of(order).mapToLong(place -> place % columns).toArray();
        return List.of(
                operand.gather(types.getFirst(), order, operand),
                new Integers(types.get(1), indices));
    }

    private static Comparator<Integer> descending(OracleValue operand) {
        return switch (operand) {
            case Reals(_, double[] x) ->
                    (a, b) ->
                            OracleWindows.isAbove(x[a], x[b])
                                    ? -1
                                    : OracleWindows.isAbove(x[b], x[a]) ? 1 : 0;
            case Integers(_, long[] x) -> (a, b) -> Long.compare(x[b], x[a]);
        };
    }
}
