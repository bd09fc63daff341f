package io.steelyard.nn;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;

/**
 * The mean over all elements of Huber's loss (Huber 1964, "Robust estimation of a location
 * parameter", section 1): {@code d^2 / 2} where the difference d of prediction and value is at most
 * delta, {@code delta (|d| - delta / 2)} beyond. Predictions and target {@code values} of one
 * shape.
 *
 * @param delta where the square becomes a line, above 0
 */
public record Huber(float delta) implements Loss {
    /** PyTorch's value: a delta of 1. */
    public Huber() {
        this(1);
    }

    /** Throws {@code INVALID_ARGUMENT} for a delta that is not above 0. */
    public Huber {
        Arguments.requirePositive("Huber", "delta", delta);
    }

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        Tensor difference =
                predictions.sub(Comparisons.target("Huber", predictions, targets, Targets.VALUES));
        // With c the difference, cut off at delta on both sides, both branches are c (d - c / 2).
        Tensor cut = difference.max(difference.scalar(-delta)).min(difference.scalar(delta));
        return cut.mul(difference.sub(cut.mul(0.5))).mean();
    }
}
