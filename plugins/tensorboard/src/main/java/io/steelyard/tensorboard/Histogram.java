package io.steelyard.tensorboard;

import io.steelyard.tensor.NdArray;

/**
 * How often values lie where: bins of the same width from the smallest to the largest.
 *
 * @param limits the upper ends of the bins
 * @param counts how many values lie in each; one at a limit lies in the bin above, and the largest
 *     in the last
 */
record Histogram(
        double min,
        double max,
        long count,
        double sum,
        double sumOfSquares,
        double[] limits,
        double[] counts) {
    private static final int BINS = 64;

    /** Of the finite elements of an array; without any it has one empty bin at 0. */
    static Histogram of(NdArray values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double squares = 0;
        long count = 0;
        long elements = values.type().elements();
        for (long i = 0; i < elements; i++) {
            double value = values.get(i);
            if (Double.isFinite(value)) {
                min = Math.min(min, value);
                max = Math.max(max, value);
                sum += value;
                squares += value * value;
                count++;
            }
        }
        if (count == 0 || min == max) {
            double only = count == 0 ? 0 : min;
            return new Histogram(
                    only, only, count, sum, squares, new double[] {only}, new double[] {count});
        }
        double width = (max - min) / BINS;
        double[] limits = new double[BINS];
        for (int bin = 0; bin < BINS; bin++) {
            limits[bin] = bin == BINS - 1 ? max : min + width * (bin + 1);
        }
        double[] counts = new double[BINS];
        for (long i = 0; i < elements; i++) {
            double value = values.get(i);
            if (Double.isFinite(value)) {
                counts[Math.min(BINS - 1, (int) ((value - min) / width))]++;
            }
        }
        return new Histogram(min, max, count, sum, squares, limits, counts);
    }
}
