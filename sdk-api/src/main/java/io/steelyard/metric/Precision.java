package io.steelyard.metric;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;

/**
 * The part of the predictions of a class that is right. Predictions are logits {@code [..,
 * classes]}; the target {@code labels} is I32 {@code [..]} with the number of the class, or of the
 * shape of the predictions with 0 or 1 for each class, where a probability above a half is a
 * prediction. A class that is never predicted has the precision 0 if it occurs.
 *
 * @param averaging how the classes become one figure
 */
public record Precision(Averaging averaging) implements Metric {
    /** The mean over the classes. */
    public Precision() {
        this(Averaging.MACRO);
    }

    /** {@code "precision_macro"} or {@code "precision_micro"}. */
    @Override
    public String name() {
        return averaging.named("precision");
    }

    /** Throws {@code INVALID_PROGRAM} for labels of another form. */
    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        return ConfusionSums.measure("Precision", predictions, targets);
    }

    /** NaN where nothing was counted. */
    @Override
    public double result(double[] sums) {
        return averaging.of(ConfusionSums.read(sums), ClassCounts::precision);
    }
}
