package com.example.wave;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;

/**
 * The mean of {@code log cosh(s d) / s} over all elements, with d the difference of prediction and
 * value: near 0 a parabola, further out a line. Predictions and target {@code values} of one shape.
 *
 * @param sharpness s, above 0
 */
record LogCosh(float sharpness) implements Loss {
    LogCosh {
        if (!(sharpness > 0)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "LogCosh was given the sharpness "
                            + sharpness
                            + "; accepted are numbers above 0.");
        }
    }

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        Tensor d = predictions.sub(targets.get(Targets.VALUES)).abs().mul(sharpness);
        // cosh overflows where its logarithm is small: log cosh d = d + log(1 + e^-2d) - log 2.
        Tensor logCosh = d.add(d.mul(-2).exp().add(1).log()).sub(Math.log(2));
        return logCosh.mul(1.0 / sharpness).mean();
    }
}
