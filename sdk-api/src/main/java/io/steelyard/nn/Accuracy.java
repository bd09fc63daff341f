package io.steelyard.nn;

import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

/**
 * The part of labels whose logit is the largest. Predictions {@code [.., classes]}; target {@code
 * labels} I32 {@code [..]}. Where several logits tie for the largest, the first class counts.
 */
public record Accuracy() implements Metric {
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
        Tensor correct = first.eq(targets.labels()).convert(DType.F32).sum().reshape(1);
        return correct.concat(0, correct.filled(targets.labels().shape().elements()));
    }

    @Override
    public double result(double[] sums) {
        return sums[0] / sums[1];
    }
}
