package io.steelyard.data.table;

/**
 * Reads decimal numbers as people write them into tables: {@code 12}, {@code -0.5}, {@code 1e-3}.
 * Words such as {@code Infinity}, hexadecimal digits and the suffixes of Java are none.
 */
final class Decimal {
    /** So many digits are a whole number that a double holds. */
    private static final int MOST_DIGITS = 15;

    /** Powers of ten that a double holds, for each place that a decimal point may have. */
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Decimal() {}

    /** The number in a text, blanks around it aside; NaN where there is none or it is too large. */
    static double parse(String text) {
        String number = text.strip();
        double value = parseShort(number);
        return Double.isNaN(value) ? parseLong(number) : value;
    }

    /**
     * A number of at most 15 digits without an exponent, and NaN for anything else. Its digits and
     * the power of ten that divides them are doubles, so that the quotient is rounded once (Clinger
     * 1990): the same as the general way, and several times as fast.
     */
    private static double parseShort(String number) {
        int length = number.length();
        boolean negative = length > 0 && number.charAt(0) == '-';
        int from = negative ? 1 : 0;
        if (length - from > MOST_DIGITS + 1) {
            return Double.NaN;
        }
        long digits = 0;
        int count = 0;
        int point = -1;
        for (int i = from; i < length; i++) {
            char at = number.charAt(i);
            if (at >= '0' && at <= '9') {
                digits = 10 * digits + (at - '0');
                count++;
            } else if (at == '.' && point < 0) {
                point = i;
            } else {
                return Double.NaN;
            }
        }
        if (count == 0 || count > MOST_DIGITS) {
            return Double.NaN;
        }
        double value = digits / POWERS[point < 0 ? 0 : length - point - 1];
        return negative ? -value : value;
    }

    private static double parseLong(String number) {
        if (number.isEmpty()) {
            return Double.NaN;
        }
        for (int i = 0; i < number.length(); i++) {
            char at = number.charAt(i);
            boolean part = (at >= '0' && at <= '9') || ".+-eE".indexOf(at) >= 0;
            if (!part) {
                return Double.NaN;
            }
        }
        try {
            double value = Double.parseDouble(number);
            return Double.isFinite(value) ? value : Double.NaN;
        } catch (NumberFormatException none) {
            return Double.NaN;
        }
    }
}
