package io.steelyard.metric;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.nn.Comparisons;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;

/**
 * The part of labels whose logit is among the k largest. Predictions {@code [.., classes]}; target
 * {@code labels} I32 {@code [..]}. Where logits tie, the first class is the larger one; a row with
 * a NaN is missed.
 *
 * @param k how many, 1 or more
 */
public record TopKAccuracy(int k) implements Metric {
    /** Throws {@code INVALID_ARGUMENT} for a number below 1. */
    public TopKAccuracy {
        if (k < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A top-k accuracy with k " + k + " was asked for; accepted are 1 or more.");
        }
    }

    /** {@code "top_5_accuracy"}. */
    @Override
    public String name() {
        return "top_" + k + "_accuracy";
    }

    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        Tensor labels = Comparisons.labels("TopKAccuracy", predictions, targets);
        Tensor label = labels.expandDims(-1); // [.., 1]
        Tensor own = predictions.takeAlongRows(label);
        Tensor before = predictions.eq(own).and(Outcomes.index(predictions).lt(label));
        Tensor rank = predictions.gt(own).or(before).convert(DType.I32).sum(-1); // [..]
        Tensor numbers = predictions.eq(predictions).all(-1);
        Tensor hit = rank.lt(rank.scalar(k)).and(numbers);
        return Outcomes.count(hit).concat(0, Outcomes.count(labels.eq(labels)));
    }

    @Override
    public double result(double[] sums) {
        return sums[0] / sums[1];
    }
}
