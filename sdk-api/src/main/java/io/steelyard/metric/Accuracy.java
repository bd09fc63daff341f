package io.steelyard.metric;

import io.steelyard.nn.Comparisons;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;

import java.util.OptionalInt;

/**
 * The part of labels whose logit is the largest. Predictions {@code [.., classes]}; target {@code
 * labels} I32 {@code [..]}. Where several logits tie for the largest, the first class counts. With
 * labels of the shape of the predictions, 0 or 1 for each class, it is the part of rows of which
 * every class is right. NaN where no label counts.
 *
 * @param ignoredLabel the label of positions that are left out, if there is one
 */
public record Accuracy(OptionalInt ignoredLabel) implements Metric {
    /** All labels count. */
    public Accuracy() {
        this(OptionalInt.empty());
    }

    @Override
    public String name() {
        return "accuracy";
    }

    /** Throws {@code INVALID_PROGRAM} for labels of another form. */
    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        Tensor labels = targets.labels();
        if (labels.shape().equals(predictions.shape())) {
            Outcomes outcomes = Outcomes.of("Accuracy", predictions, targets);
            Tensor right = outcomes.predicted().eq(outcomes.actual()).all(-1);
            return Outcomes.count(right).concat(0, outcomes.number(outcomes.rows()));
        }
        Tensor right =
                Outcomes.largest(predictions)
                        .eq(Comparisons.labels("Accuracy", predictions, targets));
        Tensor counted =
                ignoredLabel.isEmpty()
                        ? labels.eq(labels)
                        : labels.ne(labels.scalar(ignoredLabel.getAsInt()));
        return Outcomes.count(right.and(counted)).concat(0, Outcomes.count(counted));
    }

    @Override
    public double result(double[] sums) {
        return sums[0] / sums[1];
    }
}
