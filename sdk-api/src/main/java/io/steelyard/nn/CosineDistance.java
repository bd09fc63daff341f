package io.steelyard.nn;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;

/**
 * The mean of {@code 1 - cos(prediction, value)} over all rows of the last axis. Predictions and
 * target {@code values} {@code [.., channels]} of one shape.
 */
public record CosineDistance() implements Loss {
    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        Tensor values = Comparisons.target("CosineDistance", predictions, targets, Targets.VALUES);
        return Embeddings.cosine(predictions, values).neg().add(1).mean();
    }
}
