package io.steelyard.metric;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;

/**
 * The root of the mean of {@code (value - prediction)^2}. Predictions and the target {@code values}
 * have one shape.
 *
 * @param scale what the root is multiplied by: where a model is trained on {@code (value - mean) /
 *     deviation}, the deviation gives the error in the units of the data
 */
public record RootMeanSquaredError(double scale) implements Metric {
    /** In the units of the target. */
    public RootMeanSquaredError() {
        this(1);
    }

    /** Throws {@code INVALID_ARGUMENT} for a scale that is not above 0. */
    public RootMeanSquaredError {
        Errors.requireScale("RootMeanSquaredError", scale);
    }

    @Override
    public String name() {
        return "root_mean_squared_error";
    }

    /** Throws {@code INVALID_PROGRAM} for values of another shape. */
    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        Tensor errors = Errors.of("RootMeanSquaredError", predictions, targets);
        return Errors.sumAndNumber(errors.square());
    }

    @Override
    public double result(double[] sums) {
        return scale * Math.sqrt(sums[0] / sums[1]);
    }
}
