package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;

/**
 * The mean of {@code -log softmax(logits)[label]} over all labels, in nats. Predictions {@code [..,
 * classes]}; target {@code labels} I32 {@code [..]}.
 */
public record SoftmaxCrossEntropy() implements Loss {
    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        return Composites.softmaxCrossEntropy(predictions, targets.labels()).mean();
    }
}
