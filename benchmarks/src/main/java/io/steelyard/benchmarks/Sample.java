package io.steelyard.benchmarks;

import java.util.Arrays;

/** Figures of one contestant, one for each turn, in the order of the turns; at least one. */
public final class Sample {
    private final double[] values;

    public Sample(double... values) {
        this.values = values.clone();
    }

    /** The middle one; of an even number, the larger of the two in the middle. */
    public double median() {
        return quantile(0.5);
    }

    /** The one with so large a part of the others below it, by the nearest rank. */
    public double quantile(double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
    }

    /**
     * The median of the ratios of turns that followed each other, which drift of the machine does
     * not touch.
     */
    public double over(Sample other) {
        double[] ratios = new double[values.length];
        for (int turn = 0; turn < ratios.length; turn++) {
            ratios[turn] = values[turn] / other.values[turn];
        }
        return new Sample(ratios).median();
    }
}
