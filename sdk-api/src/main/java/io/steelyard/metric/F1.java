package io.steelyard.metric;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;

/**
 * The harmonic mean of precision and recall of a class. Predictions are logits {@code [..,
 * classes]}; the target {@code labels} is I32 {@code [..]} with the number of the class, or of the
 * shape of the predictions with 0 or 1 for each class, where a probability above a half is a
 * prediction. The macro average is the mean of the classes' figures, not that of their averages.
 *
 * @param averaging how the classes become one figure
 */
public record F1(Averaging averaging) implements Metric {
    /** The mean over the classes. */
    public F1() {
        this(Averaging.MACRO);
    }

    /** {@code "f1_macro"} or {@code "f1_micro"}. */
    @Override
    public String name() {
        return averaging.named("f1");
    }

    /** Throws {@code INVALID_PROGRAM} for labels of another form. */
    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        return ConfusionSums.measure("F1", predictions, targets);
    }

    /** NaN where nothing was counted. */
    @Override
    public double result(double[] sums) {
        return averaging.of(ConfusionSums.read(sums), ClassCounts::f1);
    }
}
