package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.Arrays;

/** Holds what a backend computed to what the oracle did. */
final class Closeness {
    private Closeness() {}

    /**
     * Fails with the first element that is too far.
     *
     * @param what names the output
     * @param bound of each element; read for {@link Tolerance#BOUND} alone
     */
    static void check(
            String what,
            OracleValue expected,
            OracleValue bound,
            NdArray actual,
            Tolerance tolerance) {
        assertThat(actual.type()).as("type of %s", what).isEqualTo(expected.type());
        NdArray rounded = expected.toArray();
        for (int i = 0; i < rounded.type().elements(); i++) {
            if (!(expected instanceof Reals(_, double[] elements))) {
                if (rounded.getLong(i) != actual.getLong(i)) {
                    fail(what, i, rounded, rounded.getLong(i), actual.getLong(i), "the same");
                }
                continue;
            }
            double ideal = rounded.get(i);
            double given = actual.get(i);
            switch (tolerance) {
                case BITS -> {
                    if (Double.doubleToLongBits(ideal) != Double.doubleToLongBits(given)) {
                        fail(what, i, rounded, ideal, given, "the same bits");
                    }
                }
                case VALUES -> {
                    if (!same(ideal, given)) {
                        fail(what, i, rounded, ideal, given, "the same number");
                    }
                }
                case BOUND -> {
                    double allowed = OracleValue.reals(bound)[i];
                    if (!same(ideal, given) && !near(elements[i], given, allowed, actual.dtype())) {
                        fail(what, i, rounded, elements[i], given, "within " + allowed);
                    }
                }
            }
        }
    }

    private static boolean same(double ideal, double given) {
        return ideal == given || (Double.isNaN(ideal) && Double.isNaN(given));
    }

    /** Infinity counts as the first number that rounds to it, so that a bound may reach over it. */
    private static boolean near(double ideal, double given, double allowed, DType dtype) {
        double end = Rounding.largest(dtype) * (1 + Rounding.unitRoundoff(dtype));
        if (Double.isNaN(ideal) || Double.isNaN(given)) {
            return allowed == Double.POSITIVE_INFINITY;
        }
        double number = Math.clamp(given, -end, end);
        return Math.clamp(ideal - allowed, -end, end) <= number
                && number <= Math.clamp(ideal + allowed, -end, end);
    }

    private static void fail(
            String what, int place, NdArray array, Number ideal, Number given, String accepted) {
        long[] at = OracleValue.coordinate(array.shape(), place);
        assertThat(given)
                .as(
                        "%s %s at %s, accepted is %s",
                        what, array.type(), Arrays.toString(at), accepted)
                .isEqualTo(ideal);
    }
}
