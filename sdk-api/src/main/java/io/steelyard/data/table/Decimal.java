package io.steelyard.data.table;

/**
 * Reads decimal numbers as people write them into tables: {@code 12}, {@code -0.5}, {@code 1e-3}.
 * Words such as {@code Infinity}, hexadecimal digits and the suffixes of Java are none.
 */
final class Decimal {
    private Decimal() {}

    /** The number in a text, blanks around it aside; NaN where there is none or it is too large. */
    static double parse(String text) {
        String number = text.strip();
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
