package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How far a backend that keeps to {@link Tolerances} may be from the {@link Oracle}: a running
 * error analysis to first order (Higham 2002, "Accuracy and Stability of Numerical Algorithms",
 * section 3.3). The error of a result is that of its own operation plus those of the operands, each
 * times the derivative, so that the bound is wide exactly where a program is ill-conditioned.
 *
 * <p>Comparisons of inexact floats, and their conversions to integers, are taken to come out the
 * same; programs for tests keep clear of the edges.
 */
public final class ErrorBounds {
    private ErrorBounds() {}

    /**
     * For each output a value of its type whose elements are bounds, at least 0; infinity where
     * nothing can be said. For an output that is no float, the output itself.
     */
    public static List<OracleValue> outputs(Evaluation evaluation) {
        List<OracleValue> exact =
                evaluation.function().inputs().stream()
                        .map(input -> evaluation.values().get(input.value().id()))
                        .map(ErrorBounds::zero)
                        .toList();
        return outputs(evaluation, exact);
    }

    /** As {@link #outputs(Evaluation)} when the inputs are not exact: for their bounds. */
    static List<OracleValue> outputs(Evaluation evaluation, List<OracleValue> inputBounds) {
        Function function = evaluation.function();
        List<OracleValue> values = evaluation.values();
        List<OracleValue> bounds = new ArrayList<>(values.stream().map(ErrorBounds::zero).toList());
        for (int i = 0; i < inputBounds.size(); i++) {
            bounds.set(function.inputs().get(i).value().id(), inputBounds.get(i));
        }
        for (Node node : function.nodes()) {
            List<OracleValue> results =
                    of(
                            node.op(),
                            node.operands().stream().map(value -> values.get(value.id())).toList(),
                            node.operands().stream().map(value -> bounds.get(value.id())).toList(),
                            node.results().stream().map(value -> values.get(value.id())).toList());
            for (int i = 0; i < results.size(); i++) {
                bounds.set(node.results().get(i).id(), results.get(i));
            }
        }
        return function.outputs().stream().map(output -> bounds.get(output.value().id())).toList();
    }

    private static OracleValue zero(OracleValue value) {
        return value instanceof Reals(TensorType type, double[] elements)
                ? new Reals(type, new double[elements.length])
                : value;
    }

    private static List<OracleValue> of(
            Op op,
            List<OracleValue> operands,
            List<OracleValue> bounds,
            List<OracleValue> results) {
        if (op instanceof Op.Control control) {
            return switch (control) {
                case Op.Call call ->
                        outputs(Oracle.evaluate(call.body(), Map.of(), operands), bounds);
                case Op.Scan scan -> scan(scan, operands, bounds);
            };
        }
        OracleValue result = results.getFirst();
        if (op instanceof Op.Composite composite) {
            Evaluation body = Oracle.evaluate(composite.body(), Map.of(), operands);
            // A kernel rounds in other places than the body does: as much again.
            return outputs(body, bounds).stream().map(ErrorBounds::doubled).toList();
        }
        if (!(result instanceof Reals floats)) {
            return List.of(result);
        }
        return switch (op) {
            case Op.Constant _, Op.Iota _, Op.Bitcast _ -> List.of(zero(floats));
            case Op.Convert _ ->
                    List.of(
                            ElementwiseBounds.convert(
                                    floats, operands.getFirst(), bounds.getFirst()));
            case Op.Unary unary ->
                    List.of(
                            ElementwiseBounds.unary(
                                    unary.kind(), floats, operands.getFirst(), bounds.getFirst()));
            case Op.Binary binary ->
                    List.of(ElementwiseBounds.binary(binary.kind(), floats, operands, bounds));
            case Op.TopK _ -> topK(operands.getFirst(), bounds.getFirst(), results);
            case Op.Select _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Reverse _,
                    Op.Concat _,
                    Op.Take _,
                    Op.DynamicSlice _,
                    Op.DynamicUpdateSlice _,
                    Op.StopGradient _ ->
                    Oracle.apply(op, bounds, floats.type());
            case Op.Scatter scatter ->
                    List.of(ReductionBounds.scatter(scatter, floats, operands, bounds));
            case Op.DotGeneral dot ->
                    List.of(ReductionBounds.dotGeneral(dot, floats, operands, bounds));
            case Op.Conv conv -> List.of(ReductionBounds.conv(conv, floats, operands, bounds));
            case Op.ConvInputGradient gradient ->
                    List.of(ReductionBounds.inputGradient(gradient, floats, operands, bounds));
            case Op.ConvFilterGradient gradient ->
                    List.of(ReductionBounds.filterGradient(gradient, floats, operands, bounds));
            case Op.WindowReduce reduce ->
                    List.of(
                            ReductionBounds.window(
                                    reduce, floats, operands.getFirst(), bounds.getFirst()));
            case Op.WindowMaxGradient gradient ->
                    List.of(ReductionBounds.windowMaxGradient(gradient, floats, operands, bounds));
            case Op.Reduce reduce ->
                    List.of(
                            ReductionBounds.reduce(
                                    reduce, floats, operands.getFirst(), bounds.getFirst()));
            case Op.RandomBits _, Op.Compare _, Op.Scan _, Op.Call _, Op.Composite _ ->
                    throw new IllegalArgumentException(op + " has no float result");
        };
    }

    private static OracleValue doubled(OracleValue bound) {
        return bound instanceof Reals(TensorType type, double[] m)
                ? Reals.of(type, i -> 2 * m[i])
                : bound;
    }

    /** The bounds of the elements that were chosen. */
    private static List<OracleValue> topK(
            OracleValue operand, OracleValue bound, List<OracleValue> results) {
        long[] columns = OracleValue.integers(results.get(1));
        TensorType type = results.getFirst().type();
        int kept = Math.toIntExact(type.shape().size(-1));
        int size = Math.toIntExact(operand.type().shape().size(-1));
        int[] places =
                IntStream.range(0, columns.length)
                        .map(i -> i / kept * size + (int) columns[i])
                        .toArray();
        return List.of(bound.gather(type, places, bound), results.get(1));
    }

    /** Each step adds its error to what the step before handed on. */
    private static List<OracleValue> scan(
            Op.Scan op, List<OracleValue> operands, List<OracleValue> bounds) {
        List<List<OracleValue>> values = new ArrayList<>();
        OracleScan.run(
                op,
                operands,
                step -> {
                    values.add(step);
                    return Oracle.evaluate(op.body(), Map.of(), step).outputs();
                });
        Iterator<List<OracleValue>> steps = values.iterator();
        return OracleScan.run(
                op,
                bounds,
                step -> outputs(Oracle.evaluate(op.body(), Map.of(), steps.next()), step));
    }
}
