package com.example.diagnosis;

import io.steelyard.metric.ConfusionMatrix;

import java.util.Arrays;
import java.util.List;

/**
 * What errors cost.
 *
 * @param miss of a malignant tumor that is not found
 * @param alarm of a benign one that is taken for malignant
 */
record Costs(double miss, double alarm) {
    /**
     * Which is taken for which when whatever is at least as probable as the threshold is malignant.
     */
    static ConfusionMatrix confusion(float[] malignant, int[] labels, double threshold) {
        long[][] counts = new long[2][2];
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]][malignant[i] >= threshold ? 1 : 0]++;
        }
        return new ConfusionMatrix(
                List.of("benign", "malignant"),
                Arrays.stream(counts).map(row -> List.of(row[0], row[1])).toList());
    }

    double of(ConfusionMatrix confusion) {
        return miss * confusion.count(1, 0) + alarm * confusion.count(0, 1);
    }

    /**
     * Where the costs of an alarm and of a miss are the same to expect, if the probabilities are
     * true: {@code p * miss = (1 - p) * alarm} (Elkan 2001, "The foundations of cost-sensitive
     * learning", equation 2).
     */
    double expectedThreshold() {
        return alarm / (alarm + miss);
    }

    /**
     * The threshold that costs least on these patients: one of their probabilities, or the expected
     * threshold where none costs less than that.
     */
    double bestThreshold(float[] malignant, int[] labels) {
        double best = expectedThreshold();
        double least = of(confusion(malignant, labels, best));
        for (float threshold : malignant) {
            double cost = of(confusion(malignant, labels, threshold));
            if (cost < least) {
                least = cost;
                best = threshold;
            }
        }
        return best;
    }
}
