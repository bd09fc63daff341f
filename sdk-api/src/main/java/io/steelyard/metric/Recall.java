package io.steelyard.metric;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;

/**
 * The part of the occurrences of a class that is found. Predictions are logits {@code [..,
 * classes]}; the target {@code labels} is I32 {@code [..]} with the number of the class, or of the
 * shape of the predictions with 0 or 1 for each class, where a probability above a half is a
 * prediction. A class that does not occur has the recall 0 if it is predicted.
 *
 * @param averaging how the classes become one figure
 */
public record Recall(Averaging averaging) implements Metric {
    /** The mean over the classes. */
    public Recall() {
        this(Averaging.MACRO);
    }

    /** {@code "recall_macro"} or {@code "recall_micro"}. */
    @Override
    public String name() {
        return averaging.named("recall");
    }

    /** Throws {@code INVALID_PROGRAM} for labels of another form. */
    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        return ConfusionSums.measure("Recall", predictions, targets);
    }

    /** NaN where nothing was counted. */
    @Override
    public double result(double[] sums) {
        return averaging.of(ConfusionSums.read(sums), ClassCounts::recall);
    }
}
