package io.steelyard.testkit;

import io.steelyard.program.Axes;
import io.steelyard.program.BinaryKind;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.Defects.Defect;
import io.steelyard.testkit.OracleValue.Integers;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Backends with one operation wrong, each in a way in which real ones have been wrong. */
final class OperationDefects {
    private final List<Defect> defects = new ArrayList<>();

    private OperationDefects() {}

    static List<Defect> all() {
        OperationDefects all = new OperationDefects();
        all.gradients();
        all.ties();
        all.specialValues();
        all.indices();
        all.randomBits();
        all.loops();
        all.composites();
        return all.defects;
    }

    private void add(String name, Supplier<Backend> backend, String... caughtBy) {
        defects.add(new Defect(name, backend, List.of(caughtBy)));
    }

    /** Changes the results of one operation. */
    private interface Alteration {
        List<OracleValue> alter(List<OracleValue> operands, List<OracleValue> results);
    }

    private <T extends Op> void wrong(
            String name, Class<T> op, Alteration alteration, String... caughtBy) {
        OracleSemantics semantics =
                (each, operands, type, bodies) -> {
                    List<OracleValue> right = Oracle.apply(each, operands, type, bodies);
                    return op.isInstance(each) ? alteration.alter(operands, right) : right;
                };
        add(name, () -> new AlteredBackend(semantics), caughtBy);
    }

    /** Replaces one operation by another, or by the same on other operands. */
    private void instead(String name, OracleSemantics semantics, String... caughtBy) {
        add(name, () -> new AlteredBackend(semantics), caughtBy);
    }

    /** One place of the first result is a hundredth off. */
    private static List<OracleValue> offInOnePlace(List<OracleValue> results) {
        Reals right = (Reals) results.getFirst();
        double[] elements = right.elements().clone();
        if (elements.length > 0) {
            elements[elements.length / 2] += 0.01;
        }
        List<OracleValue> wrong = new ArrayList<>(results);
        wrong.set(0, new Reals(right.type(), elements));
        return wrong;
    }

    private void gradients() {
        wrong(
                "conv_filter_grad is off in one place",
                Op.ConvFilterGradient.class,
                (_, results) -> offInOnePlace(results),
                "primitives/conv_filter_grad",
                "gradients/conv: ");
        wrong(
                "conv_input_grad is off in one place",
                Op.ConvInputGradient.class,
                (_, results) -> offInOnePlace(results),
                "primitives/conv_input_grad",
                "gradients/conv: ");
        wrong(
                "window_max_grad is off in one place",
                Op.WindowMaxGradient.class,
                (_, results) -> offInOnePlace(results),
                "primitives/window_max_grad",
                "gradients/window_reduce max: ");
    }

    private void ties() {
        instead(
                "window_max_grad gives to the last of equal elements",
                (op, operands, type, bodies) ->
                        Oracle.apply(
                                op,
                                op instanceof Op.WindowMaxGradient
                                        ? List.of(ascending(operands.getFirst()), operands.get(1))
                                        : operands,
                                type,
                                bodies),
                "primitives/window_max_grad");
        instead(
                "top_k prefers the last of equal elements",
                (op, operands, type, bodies) ->
                        op instanceof Op.TopK top
                                ? lastFirst(top, operands.getFirst())
                                : Oracle.apply(op, operands, type, bodies),
                "primitives/top_k");
        instead(
                "scatter set keeps the first of several updates",
                (op, operands, type, bodies) ->
                        op instanceof Op.Scatter scatter && scatter.kind() == ScatterKind.SET
                                ? firstKept(scatter, operands, bodies)
                                : Oracle.apply(op, operands, type, bodies),
                "primitives/scatter set");
    }

    /** Of equal elements each is a little above the one before; too little for the others. */
    private static Reals ascending(OracleValue value) {
        double[] elements = OracleValue.reals(value).clone();
        for (int i = 0; i < elements.length; i++) {
            elements[i] += i * 1e-12;
        }
        return new Reals(value.type(), elements);
    }

    private static List<OracleValue> lastFirst(Op.TopK top, OracleValue rows) {
        TensorType type = rows.type();
        int columns = Math.toIntExact(type.shape().size(-1));
        int[] mirrored =
                IntStream.range(0, Math.toIntExact(type.elements()))
                        .map(place -> place - 2 * (place % columns) + columns - 1)
                        .toArray();
        List<OracleValue> right = OracleOrder.topK(top, rows.gather(type, mirrored, rows));
        long[] indices = OracleValue.integers(right.get(1)).clone();
        for (int i = 0; i < indices.length; i++) {
            indices[i] = columns - 1 - indices[i];
        }
        return List.of(right.getFirst(), new Integers(right.get(1).type(), indices));
    }

    /** The updates in the opposite order, with their indices. */
    private static List<OracleValue> firstKept(
            Op.Scatter scatter, List<OracleValue> operands, OracleSemantics bodies) {
        OracleValue indices = operands.get(1);
        if (indices.type().shape().rank() != 1) {
            return Oracle.apply(scatter, operands, operands.getFirst().type(), bodies);
        }
        Op.Reverse indexOrder = new Op.Reverse(Axes.of(0));
        Op.Reverse updateOrder = new Op.Reverse(Axes.of(scatter.axis()));
        OracleValue updates = operands.get(2);
        return Oracle.apply(
                scatter,
                List.of(
                        operands.getFirst(),
                        OracleLayout.reverse(indexOrder, indices, indices.type()),
                        OracleLayout.reverse(updateOrder, updates, updates.type())),
                operands.getFirst().type(),
                bodies);
    }

    private void specialValues() {
        instead(
                "max swallows NaN",
                (op, operands, type, bodies) -> {
                    List<OracleValue> right = Oracle.apply(op, operands, type, bodies);
                    boolean max =
                            op instanceof Op.Binary(BinaryKind kind) && kind == BinaryKind.MAX;
                    return max && type.dtype().isFloating()
                            ? List.of(withoutNaN(operands, (Reals) right.getFirst()))
                            : right;
                },
                "primitives/max");
        instead(
                "reduce max swallows NaN",
                (op, operands, type, bodies) ->
                        Oracle.apply(
                                op,
                                op instanceof Op.Reduce reduce && reduce.kind() == ReduceKind.MAX
                                        ? List.of(
                                                each(operands.getFirst(), OperationDefects::number))
                                        : operands,
                                type,
                                bodies),
                "primitives/reduce max");
        wrong(
                "functions of an element flush small results to zero",
                Op.Unary.class,
                (_, results) -> List.of(each(results.getFirst(), OperationDefects::flushed)),
                "primitives/exp");
    }

    private static Reals withoutNaN(List<OracleValue> operands, Reals results) {
        double[] left = OracleValue.reals(operands.getFirst());
        double[] right = OracleValue.reals(operands.get(1));
        double[] elements = results.elements().clone();
        for (int i = 0; i < elements.length; i++) {
            if (Double.isNaN(elements[i])) {
                elements[i] = Double.isNaN(left[i]) ? right[i] : left[i];
            }
        }
        return new Reals(results.type(), elements);
    }

    private static OracleValue each(OracleValue value, DoubleUnaryOperator of) {
        return switch (value) {
            case Reals(TensorType type, double[] elements) ->
                    new Reals(type, Arrays.stream(elements).map(of).toArray());
            case Integers integers -> integers;
        };
    }

    private static double number(double element) {
        return Double.isNaN(element) ? Double.NEGATIVE_INFINITY : element;
    }

    private static double flushed(double element) {
        return Math.abs(element) < 1e-20 ? 0 : element;
    }

    private void indices() {
        instead(
                "a negative index counts from the end",
                (op, operands, type, bodies) ->
                        Oracle.apply(
                                op,
                                op instanceof Op.Take take
                                        ? List.of(
                                                operands.getFirst(),
                                                fromTheEnd(
                                                        operands.get(1),
                                                        operands.getFirst()
                                                                .type()
                                                                .shape()
                                                                .size(take.axis())))
                                        : operands,
                                type,
                                bodies),
                "primitives/take");
    }

    private static Integers fromTheEnd(OracleValue indices, long size) {
        long[] elements = OracleValue.integers(indices).clone();
        for (int i = 0; i < elements.length; i++) {
            elements[i] += elements[i] < 0 ? size : 0;
        }
        return new Integers(indices.type(), elements);
    }

    private void randomBits() {
        instead(
                "the words of the stream are exchanged",
                (op, operands, type, bodies) ->
                        Oracle.apply(
                                op,
                                op instanceof Op.RandomBits
                                        ? List.of(
                                                operands.getFirst(),
                                                operands.get(1)
                                                        .gather(
                                                                operands.get(1).type(),
                                                                new int[] {1, 0},
                                                                operands.get(1)))
                                        : operands,
                                type,
                                bodies),
                "primitives/random_bits");
    }

    private void loops() {
        instead(
                "a loop in reverse order runs forward",
                (op, operands, type, bodies) ->
                        Oracle.apply(
                                op instanceof Op.Scan scan
                                        ? new Op.Scan(
                                                scan.body(),
                                                scan.carries(),
                                                scan.sequences(),
                                                scan.length(),
                                                false)
                                        : op,
                                operands,
                                type,
                                bodies),
                "primitives/scan",
                "gradients/scan: ");
    }

    private void composites() {
        composite(
                "softmax",
                "composites/SoftmaxRule[]: [7,33]/softmax whole",
                "composites/SoftmaxRule[]: [7,33]/softmax gradient");
        composite("layer_norm_grad", "composites/LayerNormRule[epsilon=1.0E-5]: [7,33]/");
        composite(
                "attention_grad",
                "composites/AttentionRule[scale=0.5, causal=true, window=0, dropoutRate=0.0]:");
    }

    /** Taken whole, and off in one place. */
    private void composite(String rule, String... caughtBy) {
        OracleSemantics semantics =
                (op, operands, type, bodies) -> {
                    List<OracleValue> right = Oracle.apply(op, operands, type, bodies);
                    return op instanceof Op.Composite composite
                                    && composite.rule().name().equals(rule)
                            ? offInOnePlace(right)
                            : right;
                };
        add(
                rule + " taken whole is off in one place",
                () ->
                        new AlteredBackend(semantics) {
                            @Override
                            public Capabilities capabilities() {
                                return new Capabilities(
                                        "altered", Set.of(DType.values()), Set.of(rule));
                            }
                        },
                caughtBy);
    }
}
