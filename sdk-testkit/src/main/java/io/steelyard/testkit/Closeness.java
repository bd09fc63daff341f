package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.Arrays;
import java.util.List;

/** Holds what a backend computed to what the oracle did. */
final class Closeness {
    private Closeness() {}

    /**
     * Fails with the first element that is too far.
     *
     * @param what names the output
     * @param expected what it may be, the best first
     * @param bounds of each element; read for {@link Tolerance#BOUND} alone
     */
    static void check(
            String what,
            List<OracleValue> expected,
            List<OracleValue> bounds,
            NdArray actual,
            Tolerance tolerance) {
        OracleValue best = expected.getFirst();
        assertThat(actual.type()).as("type of %s", what).isEqualTo(best.type());
        List<NdArray> rounded = expected.stream().map(OracleValue::toArray).toList();
        for (int i = 0; i < actual.type().elements(); i++) {
            boolean close = false;
            for (int k = 0; k < expected.size() && !close; k++) {
                close =
                        isClose(
                                expected.get(k),
                                bounds.get(k),
                                rounded.get(k),
                                actual,
                                i,
                                tolerance);
            }
            if (!close) {
                fail(what, best, bounds.getFirst(), rounded.getFirst(), actual, i, tolerance);
            }
        }
    }

    private static boolean isClose(
            OracleValue expected,
            OracleValue bound,
            NdArray rounded,
            NdArray actual,
            int i,
            Tolerance tolerance) {
        if (!(expected instanceof Reals(_, double[] elements))) {
            return rounded.getLong(i) == actual.getLong(i);
        }
        double ideal = rounded.get(i);
        double given = actual.get(i);
        return switch (tolerance) {
            case BITS -> Double.doubleToLongBits(ideal) == Double.doubleToLongBits(given);
            case VALUES -> same(ideal, given);
            case BOUND ->
                    same(ideal, given)
                            || near(
                                    elements[i],
                                    given,
                                    OracleValue.reals(bound)[i],
                                    actual.dtype());
        };
    }

    private static void fail(
            String what,
            OracleValue expected,
            OracleValue bound,
            NdArray rounded,
            NdArray actual,
            int i,
            Tolerance tolerance) {
        if (!(expected instanceof Reals(_, double[] elements))) {
            fail(what, i, rounded, rounded.getLong(i), actual.getLong(i), "the same");
            return;
        }
        switch (tolerance) {
            case BITS -> fail(what, i, rounded, rounded.get(i), actual.get(i), "the same bits");
            case VALUES -> fail(what, i, rounded, rounded.get(i), actual.get(i), "the same number");
            case BOUND ->
                    fail(
                            what,
                            i,
                            rounded,
                            elements[i],
                            actual.get(i),
                            "within " + OracleValue.reals(bound)[i]);
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
