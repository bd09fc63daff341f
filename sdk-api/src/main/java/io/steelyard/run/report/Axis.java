package io.steelyard.run.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * An axis with marks at round numbers: 1, 2 or 5 times a power of ten apart.
 *
 * @param low value at its beginning
 * @param high value at its end, above the low one
 * @param logarithmic whether equal ratios are equally far apart
 * @param ticks values that are marked, ascending
 */
record Axis(double low, double high, boolean logarithmic, List<Double> ticks) {
    private static final int FEWEST_TICKS = 4;

    /** That holds values from the smallest to the largest, which are above 0 if logarithmic. */
    static Axis of(double smallest, double largest, boolean logarithmic) {
        double low = smallest;
        double high = largest;
        double size = Math.max(Math.abs(low), Math.abs(high));
        if (high - low <= 1e-9 * size) {
            // One value, or as good as one, lies in the middle of something.
            double margin = size == 0 ? 1 : size / 10;
            low -= margin;
            high += margin;
        }
        List<Double> ticks = logarithmic ? powers(low, high) : List.of();
        return new Axis(
                low,
                high,
                logarithmic,
                ticks.size() >= FEWEST_TICKS - 1 ? ticks : steps(low, high));
    }

    /** Multiples of the largest round number of which there are enough. */
    private static List<Double> steps(double low, double high) {
        int power = (int) Math.floor(Math.log10((high - low) / FEWEST_TICKS)) + 1;
        List<Double> ticks = List.of();
        for (; ticks.size() < FEWEST_TICKS; power--) {
            for (int factor : new int[] {5, 2, 1}) {
                if (ticks.size() < FEWEST_TICKS) {
                    ticks = multiples(new BigDecimal(factor).scaleByPowerOfTen(power), low, high);
                }
            }
        }
        return ticks;
    }

    private static List<Double> multiples(BigDecimal step, double low, double high) {
        double size = step.doubleValue();
        List<Double> ticks = new ArrayList<>();
        long last = (long) Math.floor(high / size + 1e-9);
        for (long i = (long) Math.ceil(low / size - 1e-9); i <= last; i++) {
            ticks.add(step.multiply(BigDecimal.valueOf(i)).doubleValue());
        }
        return List.copyOf(ticks);
    }

    /** Powers of ten, and where those are few, their multiples by 2 and 5. */
    private static List<Double> powers(double low, double high) {
        int first = (int) Math.floor(Math.log10(low));
        int last = (int) Math.ceil(Math.log10(high));
        int apart = Math.max(1, (last - first) / 8);
        boolean few = last - first <= 3;
        List<Double> ticks = new ArrayList<>();
        for (int power = first; power <= last; power += apart) {
            for (int factor : few ? new int[] {1, 2, 5} : new int[] {1}) {
                double tick = new BigDecimal(factor).scaleByPowerOfTen(power).doubleValue();
                if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) {
                    ticks.add(tick);
                }
            }
        }
        return List.copyOf(ticks);
    }

    /** Where a value lies: 0 at the beginning, 1 at the end. */
    double position(double value) {
        return logarithmic
                ? Math.log(value / low) / Math.log(high / low)
                : (value - low) / (high - low);
    }
}
