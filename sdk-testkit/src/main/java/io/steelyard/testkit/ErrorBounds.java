package io.steelyard.testkit;

import static io.steelyard.testkit.OracleValue.reals;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.UnaryKind;
import io.steelyard.program.WindowKind;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
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
        if (!(result instanceof Reals(TensorType type, double[] y))) {
            return List.of(result);
        }
        return switch (op) {
            case Op.Constant _, Op.Iota _, Op.Bitcast _ -> List.of(zero(result));
            case Op.Convert _ -> List.of(convert(type, y, operands.getFirst(), bounds.getFirst()));
            case Op.Unary unary ->
                    List.of(
                            unary(
                                    unary.kind(),
                                    type,
                                    y,
                                    reals(operands.getFirst()),
                                    reals(bounds.getFirst())));
            case Op.Binary binary -> List.of(binary(binary.kind(), type, y, operands, bounds));
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
                    Oracle.apply(op, bounds, type);
            case Op.Scatter scatter -> List.of(scatter(scatter, type, y, operands, bounds));
            case Op.DotGeneral dot ->
                    List.of(
                            products(
                                    type,
                                    y,
                                    operands,
                                    bounds,
                                    OracleContraction.terms(
                                            dot, operands.getFirst().type().shape()),
                                    (a, b) -> OracleContraction.dotGeneral(dot, a, b, type)));
            case Op.Conv conv ->
                    List.of(
                            products(
                                    type,
                                    y,
                                    operands,
                                    bounds,
                                    terms(operands.get(1).type(), -1),
                                    (a, b) -> OracleConvolution.conv(conv, a, b, type)));
            case Op.ConvInputGradient gradient ->
                    List.of(
                            products(
                                    type,
                                    y,
                                    operands,
                                    bounds,
                                    terms(operands.get(1).type(), -2),
                                    (a, b) ->
                                            OracleConvolution.inputGradient(
                                                    gradient.conv(), a, b, type)));
            case Op.ConvFilterGradient gradient ->
                    List.of(
                            products(
                                    type,
                                    y,
                                    operands,
                                    bounds,
                                    terms(operands.get(1).type(), -1),
                                    (a, b) ->
                                            OracleConvolution.filterGradient(
                                                    gradient.conv(), a, b, type)));
            case Op.WindowReduce reduce ->
                    List.of(window(reduce, type, y, operands.getFirst(), bounds.getFirst()));
            case Op.WindowMaxGradient gradient ->
                    List.of(windowMaxGradient(gradient, type, y, operands, bounds));
            case Op.Reduce reduce ->
                    List.of(reduce(reduce, type, y, operands.getFirst(), bounds.getFirst()));
            case Op.RandomBits _, Op.Compare _, Op.Scan _, Op.Call _, Op.Composite _ ->
                    throw new IllegalArgumentException(op + " has no float result");
        };
    }

    private static OracleValue doubled(OracleValue bound) {
        return bound instanceof Reals(TensorType type, double[] m)
                ? each(type, i -> 2 * m[i])
                : bound;
    }

    private static Reals convert(
            TensorType type, double[] y, OracleValue operand, OracleValue bound) {
        if (!(operand instanceof Reals)) {
            return new Reals(type, new double[y.length]);
        }
        double[] m = reals(bound);
        // Two neighbouring numbers may round apart.
        return each(type, i -> m[i] == 0 ? 0 : m[i] + Rounding.ulp(y[i], type.dtype()));
    }

    private static Reals unary(
            UnaryKind kind, TensorType type, double[] y, double[] x, double[] m) {
        return each(
                type,
                i ->
                        own(y[i], Tolerances.unary(kind, x[i], y[i], type.dtype()))
                                + (kind == UnaryKind.FLOOR
                                        ? Math.signum(m[i])
                                        : times(slope(kind, x[i], y[i]), m[i])));
    }

    private static double slope(UnaryKind kind, double x, double y) {
        return switch (kind) {
            case NEG, ABS, FLOOR, NOT -> 1;
            case EXP -> y;
            case LOG -> 1 / Math.abs(x);
            case SQRT -> 0.5 / y;
            case TANH -> 1 - y * y;
            case ERF -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
            case SIN -> Math.abs(Math.cos(x));
            case COS -> Math.abs(Math.sin(x));
        };
    }

    private static Reals binary(
            BinaryKind kind,
            TensorType type,
            double[] y,
            List<OracleValue> operands,
            List<OracleValue> bounds) {
        double[] a = reals(operands.getFirst());
        double[] b = reals(operands.get(1));
        double[] ma = reals(bounds.getFirst());
        double[] mb = reals(bounds.get(1));
        return each(
                type,
                i ->
                        own(y[i], Tolerances.binary(kind, a[i], b[i], y[i], type.dtype()))
                                + propagated(kind, a[i], b[i], y[i], ma[i], mb[i]));
    }

    private static double propagated(
            BinaryKind kind, double a, double b, double y, double ma, double mb) {
        return switch (kind) {
            case ADD, SUB -> ma + mb;
            case MUL -> times(Math.abs(b), ma) + times(Math.abs(a), mb);
            case DIV -> times(1 / Math.abs(b), ma + times(Math.abs(y), mb));
            case REM -> ma + times(Math.abs(a / b), mb);
            case POW ->
                    times(Math.abs(y * b / a), ma) + times(Math.abs(y * Math.log(Math.abs(a))), mb);
            case MAX, MIN -> Math.max(ma, mb);
            case AND, OR, XOR, SHL, SHR ->
                    throw new IllegalArgumentException(kind.text() + " takes no floats");
        };
    }

    private static Reals scatter(
            Op.Scatter op,
            TensorType type,
            double[] y,
            List<OracleValue> operands,
            List<OracleValue> bounds) {
        OracleValue indices = operands.get(1);
        OracleValue moved = OracleIndexing.scatter(op, bounds.getFirst(), indices, bounds.get(2));
        if (op.kind() != ScatterKind.ADD) {
            return (Reals) moved;
        }
        double[] magnitude =
                reals(
                        OracleIndexing.scatter(
                                op,
                                absolute(operands.getFirst()),
                                indices,
                                absolute(operands.get(2))));
        long terms = indices.type().elements();
        double[] m = reals(moved);
        return each(
                type,
                i -> m[i] + own(y[i], Tolerances.sum(terms, magnitude[i], y[i], type.dtype())));
    }

    /** An operation that sums products of elements of two operands. */
    @FunctionalInterface
    private interface Products {
        OracleValue of(OracleValue left, OracleValue right);
    }

    private static Reals products(
            TensorType type,
            double[] y,
            List<OracleValue> operands,
            List<OracleValue> bounds,
            long terms,
            Products products) {
        OracleValue a = absolute(operands.getFirst());
        OracleValue b = absolute(operands.get(1));
        double[] magnitude = reals(products.of(a, b));
        double[] left = productBounds(type, bounds.getFirst(), b, products);
        double[] right = productBounds(type, a, bounds.get(1), products);
        return each(
                type,
                i ->
                        left[i]
                                + right[i]
                                + own(
                                        y[i],
                                        Tolerances.sum(terms, magnitude[i], y[i], type.dtype())));
    }

    /**
     * One factor is a bound: exact operands add nothing, not even where the other one is infinite.
     */
    private static double[] productBounds(
            TensorType type, OracleValue left, OracleValue right, Products products) {
        boolean exact = allZero(left) || allZero(right);
        return exact
                ? new double[Math.toIntExact(type.elements())]
                : reals(products.of(left, right));
    }

    /**
     * How many products an element of a convolution, or of a gradient of one, sums at most: the
     * elements of the factor that is summed over but for the axis that the result has as well.
     */
    private static long terms(TensorType factor, int axis) {
        return factor.elements() / Math.max(1, factor.shape().size(axis));
    }

    private static Reals window(
            Op.WindowReduce op,
            TensorType type,
            double[] y,
            OracleValue operand,
            OracleValue bound) {
        if (op.kind() == WindowKind.MAX) {
            // The largest moves by no more than the one that moves most.
            double[] largest = reals(OracleWindows.reduce(op, bound, type));
            return each(type, i -> Math.max(0, largest[i]));
        }
        double[] magnitude = reals(OracleWindows.reduce(op, absolute(operand), type));
        double[] m = reals(OracleWindows.reduce(op, bound, type));
        long terms = taps(op.windows());
        return each(
                type,
                i -> m[i] + own(y[i], Tolerances.sum(terms, magnitude[i], y[i], type.dtype())));
    }

    private static Reals windowMaxGradient(
            Op.WindowMaxGradient op,
            TensorType type,
            double[] y,
            List<OracleValue> operands,
            List<OracleValue> bounds) {
        OracleValue x = operands.getFirst();
        double[] magnitude =
                reals(OracleWindows.maxGradient(op.windows(), x, absolute(operands.get(1))));
        double[] m = reals(OracleWindows.maxGradient(op.windows(), x, bounds.get(1)));
        long terms = taps(op.windows());
        return each(
                type,
                i -> m[i] + own(y[i], Tolerances.sum(terms, magnitude[i], y[i], type.dtype())));
    }

    private static long taps(List<Op.Window> windows) {
        return windows.stream().mapToLong(Op.Window::size).reduce(1, (a, b) -> a * b);
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

    private static boolean allZero(OracleValue value) {
        return Arrays.stream(reals(value)).allMatch(x -> x == 0);
    }

    private static Reals reduce(
            Op.Reduce op, TensorType type, double[] y, OracleValue operand, OracleValue bound) {
        Op.Reduce summing = new Op.Reduce(ReduceKind.SUM, op.axes());
        if (op.kind() != ReduceKind.SUM) {
            // The largest moves by no more than the one that moves most.
            Reals largest =
                    (Reals)
                            OracleContraction.reduce(
                                    new Op.Reduce(ReduceKind.MAX, op.axes()), bound, type);
            return each(type, i -> Math.max(0, largest.elements()[i]));
        }
        double[] magnitude = reals(OracleContraction.reduce(summing, absolute(operand), type));
        double[] m = reals(OracleContraction.reduce(summing, bound, type));
        long terms = y.length == 0 ? 0 : operand.type().elements() / y.length;
        return each(
                type,
                i -> m[i] + own(y[i], Tolerances.sum(terms, magnitude[i], y[i], type.dtype())));
    }

    private static OracleValue absolute(OracleValue value) {
        return OracleElementwise.unary(UnaryKind.ABS, value);
    }

    /** Infinities and NaN are exact. */
    private static double own(double y, double error) {
        return Double.isFinite(y) ? error : 0;
    }

    /** A slope times an error, where no error is none even at an infinite slope. */
    private static double times(double slope, double error) {
        return error == 0 ? 0 : Math.abs(slope) * error;
    }

    private static Reals each(TensorType type, IntToDoubleFunction bound) {
        return new Reals(
                type,
                IntStream.range(0, Math.toIntExact(type.elements())).mapToDouble(bound).toArray());
    }
}
