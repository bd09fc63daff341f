package io.steelyard.data.table;

/**
 * The numbers of a column.
 *
 * @param count of the numbers
 * @param min the smallest
 * @param max the largest
 * @param mean of all (Welford 1962)
 * @param standardDeviation of all, divided by their count
 * @param lowerQuartile a quarter lies below it; quantiles are interpolated linearly (type 7 of
 *     Hyndman and Fan 1996, as NumPy and pandas do)
 * @param median half of them lies below it
 * @param upperQuartile three quarters lie below it
 * @param sampled how many numbers the quantiles are of: all, or a random sample of a longer column
 * @param whole whether none has a fraction
 */
public record NumberSummary(
        long count,
        double min,
        double max,
        double mean,
        double standardDeviation,
        double lowerQuartile,
        double median,
        double upperQuartile,
        long sampled,
        boolean whole) {
    /** Whether the quantiles are those of all numbers. */
    public boolean quantilesAreExact() {
        return sampled == count;
    }

    /**
     * The interval outside of which a number is an outlier: the quartiles, and so many times their
     * distance beyond them (Tukey 1977 has 1.5). All numbers where the quartiles are equal, since
     * most of them are one value then and the rule says nothing.
     */
    public Interval usual(double factor) {
        double distance = upperQuartile - lowerQuartile;
        if (distance == 0) {
            return Interval.ALL;
        }
        return new Interval(lowerQuartile - factor * distance, upperQuartile + factor * distance);
    }
}
