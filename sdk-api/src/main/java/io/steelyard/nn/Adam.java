package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * Adam (Kingma and Ba 2015, algorithm 1).
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, 0 or more
 */
public record Adam(float beta1, float beta2, float epsilon) implements Optimizer {
    /** The values of the paper: 0.9, 0.999 and 1e-8. */
    public Adam() {
        this(0.9f, 0.999f, 1e-8f);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public Adam {
        Arguments.requireFraction("Adam", "beta1", beta1);
        Arguments.requireFraction("Adam", "beta2", beta2);
        Arguments.requireNotNegative("Adam", "epsilon", epsilon);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        return new AdamW(beta1, beta2, epsilon, 0).update(slots, parameter, gradient, learningRate);
    }
}
