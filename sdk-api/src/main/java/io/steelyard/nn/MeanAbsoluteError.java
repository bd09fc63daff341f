package io.steelyard.nn;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;

/**
 * The mean of {@code |prediction - value|} over all elements, with the derivative 0 where they are
 * equal. Predictions and target {@code values} of one shape.
 */
public record MeanAbsoluteError() implements Loss {
    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        return predictions
                .sub(Comparisons.target("MeanAbsoluteError", predictions, targets, Targets.VALUES))
                .abs()
                .mean();
    }
}
