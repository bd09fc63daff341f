package io.steelyard.testkit;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.UnaryKind;
import io.steelyard.tensor.DType;

/**
 * The error that one operation on exact operands may make: the numerical part of the specification
 * of the operations, in one place. In units in the last place (ulp) of the result's dtype, so that
 * a result near 0 is as good as one near 1.
 *
 * <p>Finite results only: infinities and NaN are exact.
 */
public final class Tolerances {
    /**
     * Of a sum of K terms the error is at most {@code 2 u sqrt(K) sum|terms|} with the unit
     * roundoff u of the dtype: what independent roundings add up to, some six standard deviations
     * of it (Higham and Mary 2019, "A new approach to probabilistic rounding error analysis").
     */
    public static final double SUM = 2;

    private Tolerances() {}

    /**
     * Of an elementwise function at a point.
     *
     * @param x the operand
     * @param y the ideal result
     */
    public static double unary(UnaryKind kind, double x, double y, DType dtype) {
        DType computed = computed(dtype);
        double ulp = Rounding.ulp(y, computed);
        double unit = Rounding.unitRoundoff(computed);
        double own =
                switch (kind) {
                    case NEG, ABS, FLOOR, NOT -> 0;
                    case SQRT -> ulp;
                    case EXP, LOG -> 2 * ulp;
                    // 16 ulp of 1 are 1e-6 in F32.
                    case TANH -> 8 * ulp;
                    case ERF -> 16 * ulp;
                    // Near a zero other than 0 the reduction of the argument leaves an absolute
                    // error.
                    case SIN -> 4 * ulp + 8 * unit * Math.min(1, Math.abs(x));
                    case COS -> 4 * ulp + 8 * unit;
                };
        return own == 0 ? 0 : own + rounding(y, dtype);
    }

    /**
     * Of an elementwise function of two operands.
     *
     * @param y the ideal result
     */
    public static double binary(BinaryKind kind, double a, double b, double y, DType dtype) {
        double ulp = Rounding.ulp(y, computed(dtype));
        double own =
                switch (kind) {
                    case ADD, SUB, MUL -> ulp / 2;
                    case DIV -> ulp;
                    // e^(b ln a): an ulp of the exponent is as many ulp of the result as the
                    // exponent is large.
                    case POW -> {
                        double exponent = Math.abs(b * Math.log(Math.abs(a)));
                        yield (4 + 2 * (Double.isFinite(exponent) ? exponent : 0)) * ulp;
                    }
                    case REM, MAX, MIN, AND, OR, XOR, SHL, SHR -> 0;
                };
        return own == 0 ? 0 : own + rounding(y, dtype);
    }

    /**
     * Of a sum.
     *
     * @param terms how many
     * @param magnitude the sum of their absolute values
     * @param y the ideal result
     */
    public static double sum(long terms, double magnitude, double y, DType dtype) {
        DType computed = computed(dtype);
        double roundings = SUM * Rounding.unitRoundoff(computed) * Math.sqrt(terms) * magnitude;
        return Rounding.ulp(y, computed) / 2 + roundings + rounding(y, dtype);
    }

    /** The error of a result that may be an infinity or NaN, both of which are exact. */
    static double ofFinite(double y, double error) {
        return Double.isFinite(y) ? error : 0;
    }

    /** F16 and BF16 are computed in F32 and rounded at the end of an operation. */
    private static DType computed(DType dtype) {
        return dtype == DType.F64 ? DType.F64 : DType.F32;
    }

    private static double rounding(double y, DType dtype) {
        return dtype == computed(dtype) ? 0 : Rounding.ulp(y, dtype) / 2;
    }
}
