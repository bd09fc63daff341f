package io.steelyard.spi;

import io.steelyard.program.Tensor;

/** What a training makes small. */
@FunctionalInterface
public interface Loss {
    /**
     * Records the loss.
     *
     * @return a float scalar: the mean over the elements of the targets
     */
    Tensor compute(Tensor predictions, Targets targets);
}
