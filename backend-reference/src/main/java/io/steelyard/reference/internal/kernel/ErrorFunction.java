package io.steelyard.reference.internal.kernel;

/**
 * The error function in double precision: its Maclaurin series near 0 and the continued fraction of
 * erfc elsewhere (Abramowitz and Stegun 1964, 7.1.6 and 7.1.14).
 */
final class ErrorFunction {
    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
    private static final double ROOT_PI = Math.sqrt(Math.PI);

    /** Where the continued fraction takes over; erfc is below 0.0005 there. */
    private static final double FRACTION_FROM = 2.5;

    /** Where erfc is below half an ulp of 1. */
    private static final double ONE_FROM = 6;

    private static final int FRACTIONS = 100;

    /** What a further term does not add to a sum of doubles. */
    private static final double NOTHING = 0x1p-56;

    private ErrorFunction() {}

    /** {@code 2/sqrt(pi) * integral of exp(-t^2) from 0 to x}, within 4 ulp. */
    static double erf(double x) {
        double magnitude = Math.abs(x);
        if (x == 0 || Double.isNaN(x)) {
            return x;
        }
        if (magnitude >= ONE_FROM) {
            return Math.copySign(1, x);
        }
        if (magnitude < FRACTION_FROM) {
            // All terms have one sign, so that nothing cancels.
            double term = x;
            double rest = 0;
            for (int n = 1; Math.abs(term) > Math.abs(x) * NOTHING; n++) {
                term *= 2 * x * x / (2 * n + 1);
                rest += term;
            }
            return TWO_OVER_ROOT_PI * expOfMinusSquare(x) * (x + rest);
        }
        double fraction = magnitude;
        for (int n = FRACTIONS; n > 0; n--) {
            fraction = magnitude + n / 2.0 / fraction;
        }
        return Math.copySign(1 - expOfMinusSquare(x) / (ROOT_PI * fraction), x);
    }

    /** The square in two parts: what rounding takes from it would be a relative error here. */
    private static double expOfMinusSquare(double x) {
        double square = x * x;
        double lost = Math.fma(x, x, -square);
        return Math.exp(-square) * (1 - lost);
    }
}
