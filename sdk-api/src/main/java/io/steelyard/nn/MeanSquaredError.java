package io.steelyard.nn;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;

/**
 * The mean of {@code (prediction - value)^2} over all elements. Predictions and target {@code
 * values} of one shape.
 */
public record MeanSquaredError() implements Loss {
    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        return predictions
                .sub(Comparisons.target("MeanSquaredError", predictions, targets, Targets.VALUES))
                .square()
                .mean();
    }
}
