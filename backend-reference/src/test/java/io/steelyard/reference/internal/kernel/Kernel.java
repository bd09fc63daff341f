package io.steelyard.reference.internal.kernel;

/** The signatures of the elementwise kernels. */
final class Kernel {
    private Kernel() {}

    interface Unary {
        void run(long out, long in, long count);
    }

    interface Binary {
        void run(long out, long left, long right, long count);
    }

    /** How many units in the last place of the rounded exact value a float is away from it. */
    static double ulps(double actual, double exact) {
        float rounded = (float) exact;
        if (Double.isNaN(exact) || Float.isInfinite(rounded) || Double.isInfinite(actual)) {
            return Double.compare(actual, rounded) == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        return Double.isNaN(actual)
                ? Double.POSITIVE_INFINITY
                : Math.abs(actual - exact) / Math.ulp(rounded);
    }
}
