package io.steelyard.model;

import io.steelyard.composite.RandomKey;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.TensorType;

/** Records the first content of a parameter or of other state. */
@FunctionalInterface
public interface Initializer {
    /**
     * @param random a stream of its own, the same for the same seed and path
     * @param type of the result
     */
    Tensor initialize(RandomKey random, TensorType type);
}
