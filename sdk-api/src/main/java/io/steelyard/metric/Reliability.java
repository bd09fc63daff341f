package io.steelyard.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether confidence can be believed (Guo et al. 2017, "On calibration of modern neural networks",
 * section 2): the bins of a reliability diagram.
 *
 * @param bins of equal width, by rising confidence
 */
public record Reliability(List<Bin> bins) {
    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * Predictions whose confidence is in {@code (lower, upper]}.
     *
     * @param count how many
     * @param confidence their mean; NaN for none
     * @param accuracy the part that is right; NaN for none
     */
    public record Bin(double lower, double upper, long count, double confidence, double accuracy) {}

    static Reliability of(double[] confidences, boolean[] right, int number) {
        CalibrationError.requireBins(number);
        long[] counts = new long[number];
        double[] sums = new double[number];
        long[] hits = new long[number];
        for (int i = 0; i < confidences.length; i++) {
            int bin = Math.clamp((long) Math.ceil(confidences[i] * number) - 1, 0, number - 1);
            counts[bin]++;
            sums[bin] += confidences[i];
            hits[bin] += right[i] ? 1 : 0;
        }
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < number; bin++) {
            double count = counts[bin];
            bins.add(
                    new Bin(
                            (double) bin / number,
                            (bin + 1.0) / number,
                            counts[bin],
                            sums[bin] / count,
                            hits[bin] / count));
        }
        return new Reliability(bins);
    }

    /** The expected calibration error (equation 5); NaN of no predictions. */
    public double error() {
        double sum = 0;
        long count = 0;
        for (Bin bin : bins) {
            if (bin.count() > 0) {
                sum += bin.count() * Math.abs(bin.accuracy() - bin.confidence());
                count += bin.count();
            }
        }
        return sum / count;
    }
}
