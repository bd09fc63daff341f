package io.steelyard.data.table;

/**
 * The numbers from one to another, both among them.
 *
 * @param low the smallest
 * @param high the largest
 */
public record Interval(double low, double high) {
    /** Every number. */
    public static final Interval ALL =
            new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Whether a number is among them. */
    public boolean contains(double number) {
        return number >= low && number <= high;
    }

    /** The closest of these numbers. */
    public double clip(double number) {
        return Math.min(Math.max(number, low), high);
    }
}
