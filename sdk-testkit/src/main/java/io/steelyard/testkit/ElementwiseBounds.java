package io.steelyard.testkit;

import static io.steelyard.testkit.OracleValue.reals;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.UnaryKind;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.List;

/**
 * {@link ErrorBounds} of the operations that look at one element of each operand at a time: what
 * {@link Tolerances} grant, and the errors of the operands times the derivatives.
 */
final class ElementwiseBounds {
    private ElementwiseBounds() {}

    static Reals convert(Reals result, OracleValue operand, OracleValue bound) {
        double[] y = result.elements();
        if (!(operand instanceof Reals)) {
            return new Reals(result.type(), new double[y.length]);
        }
        double[] m = reals(bound);
        // Two neighbouring numbers may round apart.
        return Reals.of(
                result.type(),
                i -> m[i] == 0 ? 0 : m[i] + Rounding.ulp(y[i], result.type().dtype()));
    }

    static Reals unary(UnaryKind kind, Reals result, OracleValue operand, OracleValue bound) {
        double[] y = result.elements();
        double[] x = reals(operand);
        double[] m = reals(bound);
        return Reals.of(
                result.type(),
                i ->
                        Tolerances.ofFinite(
                                        y[i],
                                        Tolerances.unary(kind, x[i], y[i], result.type().dtype()))
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

    static Reals binary(
            BinaryKind kind, Reals result, List<OracleValue> operands, List<OracleValue> bounds) {
        double[] y = result.elements();
        double[] a = reals(operands.getFirst());
        double[] b = reals(operands.get(1));
        double[] ma = reals(bounds.getFirst());
        double[] mb = reals(bounds.get(1));
        return Reals.of(
                result.type(),
                i ->
                        Tolerances.ofFinite(
                                        y[i],
                                        Tolerances.binary(
                                                kind, a[i], b[i], y[i], result.type().dtype()))
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

    /** A slope times an error, where no error is none even at an infinite slope. */
    private static double times(double slope, double error) {
        return error == 0 ? 0 : Math.abs(slope) * error;
    }
}
