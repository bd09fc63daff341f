package io.steelyard.metric;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;

/**
 * The mean of {@code |value - prediction|}. Predictions and the target {@code values} have one
 * shape.
 *
 * @param scale what the mean is multiplied by: where a model is trained on {@code (value - mean) /
 *     deviation}, the deviation gives the error in the units of the data
 */
public record MeanAbsoluteError(double scale) implements Metric {
    /** In the units of the target. */
    public MeanAbsoluteError() {
        this(1);
    }

    /** Throws {@code INVALID_ARGUMENT} for a scale that is not above 0. */
    public MeanAbsoluteError {
        Errors.requireScale("MeanAbsoluteError", scale);
    }

    @Override
    public String name() {
        return "mean_absolute_error";
    }

    /** Throws {@code INVALID_PROGRAM} for values of another shape. */
    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        return Errors.sumAndNumber(Errors.of("MeanAbsoluteError", predictions, targets).abs());
    }

    @Override
    public double result(double[] sums) {
        return scale * sums[0] / sums[1];
    }
}
