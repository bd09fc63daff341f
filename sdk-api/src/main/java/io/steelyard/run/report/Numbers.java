package io.steelyard.run.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {
    private static final MathContext DIGITS = new MathContext(5);

    private Numbers() {}

    /** With five digits, and without an exponent where it can be. */
    public static String text(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : Double.toString(value);
        }
        double size = Math.abs(value);
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        if (size < 1e-3 || size >= 1e7) {
            int exponent = rounded.precision() - rounded.scale() - 1;
            return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
        }
        boolean whole = rounded.scale() <= 0 || size >= 1e4;
        return whole ? count(Math.round(value)) : rounded.toPlainString();
    }

    /** What a model reached: with four decimals, and from ten thousand on with none. */
    public static String figure(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1e4 ? "%,.0f" : "%.4f", value);
    }

    /** A whole number with its thousands set apart. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A time in the unit that suits it, with three digits. */
    public static String seconds(double seconds) {
        if (seconds >= 3600) {
            return digits(seconds / 3600) + " h";
        }
        if (seconds >= 60) {
            return digits(seconds / 60) + " min";
        }
        if (seconds >= 1) {
            return digits(seconds) + " s";
        }
        return seconds >= 1e-3 ? digits(seconds * 1e3) + " ms" : digits(seconds * 1e6) + " µs";
    }

    private static String digits(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
