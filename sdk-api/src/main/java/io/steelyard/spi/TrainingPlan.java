package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * What a schedule is laid over.
 *
 * @param learningRate the largest rate, finite and 0 or more
 * @param steps that the training is meant to have, 1 or more; one that ends by something else plans
 *     with the most that there may be
 */
public record TrainingPlan(double learningRate, long steps) {
    /** Throws {@code INVALID_ARGUMENT} for a rate below 0 or no step. */
    public TrainingPlan {
        if (!(learningRate >= 0) || Double.isInfinite(learningRate) || steps < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A training was planned with the learning rate "
                            + learningRate
                            + " and "
                            + steps
                            + " steps; accepted are finite rates of 0 or more, and 1 step or"
                            + " more.");
        }
    }
}
