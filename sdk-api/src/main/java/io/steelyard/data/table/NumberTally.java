package io.steelyard.data.table;

import io.steelyard.model.SeedHash;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * Gathers the summary of numbers, one by one: mean and variance by Welford's recurrence (1962),
 * quantiles from all of them or, beyond a bound, from a sample in which each is equally likely to
 * be (Li 1994, "Reservoir-sampling algorithms of time complexity O(n(1 + log(N/n)))", algorithm L,
 * which draws nothing for the numbers that it passes over). The sample follows from the column's
 * name and the numbers alone.
 */
final class NumberTally {
    /** The most numbers that are kept of a column, and of all columns of a table together. */
    static final int MOST_NUMBERS = 100_000;

    private static final int MOST_NUMBERS_OF_TABLE = 8_000_000;

    private final int most;
    private final Random random;
    private double[] kept = new double[64];
    private long count;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double mean;
    private double squares;
    private boolean whole = true;

    /** The largest of as many random numbers as are kept: the higher, the fewer are kept. */
    private double largest = 1;

    /** The count of the next number that takes the place of one that is kept. */
    private long next;

    NumberTally(String name, int columns) {
        most = Math.max(1_000, Math.min(MOST_NUMBERS, MOST_NUMBERS_OF_TABLE / columns));
        random = new Random(SeedHash.fold(0, name));
    }

    void add(double number) {
        count++;
        min = Math.min(min, number);
        max = Math.max(max, number);
        double before = number - mean;
        mean += before / count;
        squares += before * (number - mean);
        whole &= number == Math.rint(number);
        keep(number);
    }

    private void keep(double number) {
        if (count <= most) {
            if (count > kept.length) {
                kept = Arrays.copyOf(kept, Math.min(most, 2 * kept.length));
            }
            kept[(int) count - 1] = number;
        } else if (count == next) {
            kept[random.nextInt(most)] = number;
        }
        if (count == most || count == next) {
            largest *= StrictMath.exp(StrictMath.log(positive()) / most);
            double passed = StrictMath.log(positive()) / StrictMath.log1p(-largest);
            next = count + 1 + (long) passed;
        }
    }

    /** In (0, 1]. */
    private double positive() {
        return 1 - random.nextDouble();
    }

    Optional<NumberSummary> summary() {
        if (count == 0) {
            return Optional.empty();
        }
        double[] sorted = Arrays.copyOf(kept, (int) Math.min(count, most));
        Arrays.sort(sorted);
        return Optional.of(
                new NumberSummary(
                        count,
                        min,
                        max,
                        mean,
                        Math.sqrt(squares / count),
                        quantile(sorted, 0.25),
                        quantile(sorted, 0.5),
                        quantile(sorted, 0.75),
                        sorted.length,
                        whole));
    }

    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        double share = place - below;
        return sorted[below] * (1 - share) + sorted[above] * share;
    }
}
