package io.steelyard.testkit;

import static io.steelyard.testkit.OracleValue.reals;

import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.UnaryKind;
import io.steelyard.program.WindowKind;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.Arrays;
import java.util.List;

/**
 * {@link ErrorBounds} of the operations that join many elements into one: sums of elements, sums of
 * products, and the largest of some elements.
 */
final class ReductionBounds {
    private ReductionBounds() {}

    static Reals reduce(Op.Reduce op, Reals result, OracleValue operand, OracleValue bound) {
        TensorType type = result.type();
        if (op.kind() != ReduceKind.SUM) {
            Op.Reduce largest = new Op.Reduce(ReduceKind.MAX, op.axes());
            return ofLargest(OracleContraction.reduce(largest, bound, type));
        }
        Op.Reduce summing = new Op.Reduce(ReduceKind.SUM, op.axes());
        int results = result.elements().length;
        return ofSum(
                result,
                OracleContraction.reduce(summing, bound, type),
                OracleContraction.reduce(summing, absolute(operand), type),
                results == 0 ? 0 : operand.type().elements() / results);
    }

    static Reals window(Op.WindowReduce op, Reals result, OracleValue operand, OracleValue bound) {
        OracleValue moved = OracleWindows.reduce(op, bound, result.type());
        return op.kind() == WindowKind.MAX
                ? ofLargest(moved)
                : ofSum(
                        result,
                        moved,
                        OracleWindows.reduce(op, absolute(operand), result.type()),
                        taps(op.windows()));
    }

    static Reals windowMaxGradient(
            Op.WindowMaxGradient op,
            Reals result,
            List<OracleValue> operands,
            List<OracleValue> bounds) {
        OracleValue x = operands.getFirst();
        return ofSum(
                result,
                OracleWindows.maxGradient(op.windows(), x, bounds.get(1)),
                OracleWindows.maxGradient(op.windows(), x, absolute(operands.get(1))),
                taps(op.windows()));
    }

    private static long taps(List<Op.Window> windows) {
        return windows.stream().mapToLong(Op.Window::size).reduce(1, (a, b) -> a * b);
    }

    static Reals scatter(
            Op.Scatter op, Reals result, List<OracleValue> operands, List<OracleValue> bounds) {
        OracleValue indices = operands.get(1);
        OracleValue moved = OracleIndexing.scatter(op, bounds.getFirst(), indices, bounds.get(2));
        if (op.kind() != ScatterKind.ADD) {
            return (Reals) moved;
        }
        return ofSum(
                result,
                moved,
                OracleIndexing.scatter(
                        op, absolute(operands.getFirst()), indices, absolute(operands.get(2))),
                indices.type().elements());
    }

    static Reals dotGeneral(
            Op.DotGeneral op, Reals result, List<OracleValue> operands, List<OracleValue> bounds) {
        return ofProducts(
                result,
                operands,
                bounds,
                OracleContraction.terms(op, operands.getFirst().type().shape()),
                (a, b) -> OracleContraction.dotGeneral(op, a, b, result.type()));
    }

    static Reals conv(
            Op.Conv op, Reals result, List<OracleValue> operands, List<OracleValue> bounds) {
        return ofProducts(
                result,
                operands,
                bounds,
                terms(operands.get(1).type(), -1),
                (a, b) -> OracleConvolution.conv(op, a, b, result.type()));
    }

    static Reals inputGradient(
            Op.ConvInputGradient op,
            Reals result,
            List<OracleValue> operands,
            List<OracleValue> bounds) {
        return ofProducts(
                result,
                operands,
                bounds,
                terms(operands.get(1).type(), -2),
                (a, b) -> OracleConvolution.inputGradient(op.conv(), a, b, result.type()));
    }

    static Reals filterGradient(
            Op.ConvFilterGradient op,
            Reals result,
            List<OracleValue> operands,
            List<OracleValue> bounds) {
        return ofProducts(
                result,
                operands,
                bounds,
                terms(operands.get(1).type(), -1),
                (a, b) -> OracleConvolution.filterGradient(op.conv(), a, b, result.type()));
    }

    /**
     * How many products an element of a convolution, or of a gradient of one, sums at most: the
     * elements of the factor that is summed over but for the axis that the result has as well.
     */
    private static long terms(TensorType factor, int axis) {
        return factor.elements() / Math.max(1, factor.shape().size(axis));
    }

    /** An operation that sums products of elements of two operands. */
    @FunctionalInterface
    private interface Products {
        OracleValue of(OracleValue left, OracleValue right);
    }

    private static Reals ofProducts(
            Reals result,
            List<OracleValue> operands,
            List<OracleValue> bounds,
            long terms,
            Products products) {
        OracleValue a = absolute(operands.getFirst());
        OracleValue b = absolute(operands.get(1));
        double[] left = ofFactor(result.type(), bounds.getFirst(), b, products);
        double[] right = ofFactor(result.type(), a, bounds.get(1), products);
        Reals moved = Reals.of(result.type(), i -> left[i] + right[i]);
        return ofSum(result, moved, products.of(a, b), terms);
    }

    /**
     * One factor is a bound: exact operands add nothing, not even where the other one is infinite.
     */
    private static double[] ofFactor(
            TensorType type, OracleValue left, OracleValue right, Products products) {
        boolean exact = allZero(left) || allZero(right);
        return exact
                ? new double[Math.toIntExact(type.elements())]
                : reals(products.of(left, right));
    }

    private static boolean allZero(OracleValue value) {
        return Arrays.stream(reals(value)).allMatch(x -> x == 0);
    }

    /**
     * The bounds of sums.
     *
     * @param moved the sums of the bounds of the terms
     * @param magnitude the sums of the absolute values of the terms
     * @param terms how many a sum has at most
     */
    private static Reals ofSum(Reals result, OracleValue moved, OracleValue magnitude, long terms) {
        double[] y = result.elements();
        double[] m = reals(moved);
        double[] sums = reals(magnitude);
        return Reals.of(
                result.type(),
                i ->
                        m[i]
                                + Tolerances.ofFinite(
                                        y[i],
                                        Tolerances.sum(
                                                terms, sums[i], y[i], result.type().dtype())));
    }

    /**
     * The bounds of largest elements, which move by no more than the one that moves most.
     *
     * @param moved the largest of the bounds of the elements
     */
    private static Reals ofLargest(OracleValue moved) {
        double[] m = reals(moved);
        return Reals.of(moved.type(), i -> Math.max(0, m[i]));
    }

    private static OracleValue absolute(OracleValue value) {
        return OracleElementwise.unary(UnaryKind.ABS, value);
    }
}
