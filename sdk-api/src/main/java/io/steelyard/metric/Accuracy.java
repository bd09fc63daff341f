package io.steelyard.metric;

import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import java.util.OptionalInt;

/**
 * The part of labels whose logit is the largest. Predictions {@code [.., classes]}; target {@code
 * labels} I32 {@code [..]}. Where several logits tie for the largest, the first class counts. NaN
 * where no label counts.
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

    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        TensorType type = new TensorType(DType.I32, predictions.shape());
        Tensor index = predictions.recorder().apply(new Op.Iota(type, predictions.rank() - 1));
        Tensor largest = predictions.eq(predictions.reduceMax(-1).expandDims(-1));
        Tensor first =
                largest.select(index, index.filled(predictions.size(-1))).reduceMin(-1); // [..]
        Tensor labels = targets.labels();
        Tensor counted =
                ignoredLabel.isEmpty()
                        ? labels.eq(labels)
                        : labels.ne(labels.scalar(ignoredLabel.getAsInt()));
        return count(first.eq(labels).and(counted)).concat(0, count(counted));
    }

    private static Tensor count(Tensor conditions) {
        return conditions.convert(DType.F32).sum().reshape(1);
    }

    @Override
    public double result(double[] sums) {
        return sums[0] / sums[1];
    }
}
