package io.steelyard.metric;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;

/** The counts of each class that precision, recall and F1 are made of. */
final class ConfusionSums {
    private ConfusionSums() {}

    /** Hits, predictions and occurrences of each class: F32 {@code [3 * classes]}. */
    static Tensor measure(String metric, Tensor predictions, Targets targets) {
        Outcomes outcomes = Outcomes.of(metric, predictions, targets);
        Tensor predicted = outcomes.predicted();
        return count(predicted.and(outcomes.actual()))
                .concat(0, count(predicted), count(outcomes.actual()));
    }

    private static Tensor count(Tensor conditions) {
        return conditions.convert(DType.F32).sum(0);
    }

    static ClassCounts[] read(double[] sums) {
        int classes = sums.length / 3;
        ClassCounts[] counts = new ClassCounts[classes];
        for (int c = 0; c < classes; c++) {
            counts[c] = new ClassCounts(sums[c], sums[classes + c], sums[2 * classes + c]);
        }
        return counts;
    }
}
