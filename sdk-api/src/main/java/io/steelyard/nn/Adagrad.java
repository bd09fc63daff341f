package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * Adagrad with a diagonal matrix (Duchi, Hazan and Singer 2011, "Adaptive subgradient methods",
 * section 1.1): {@code s = s + g^2; p = p - rate g / (sqrt(s) + epsilon)}.
 *
 * @param epsilon added to the root, 0 or more
 * @param initialSum what s begins with, 0 or more
 */
public record Adagrad(float epsilon, float initialSum) implements Optimizer {
    /** PyTorch's values: 1e-10, and a sum that begins with 0. */
    public Adagrad() {
        this(1e-10f, 0);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public Adagrad {
        Arguments.requireNotNegative("Adagrad", "epsilon", epsilon);
        Arguments.requireNotNegative("Adagrad", "initial sum", initialSum);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor sum =
                slots.state("sum", parameter.type(), Initializers.constant(initialSum))
                        .add(gradient.square());
        slots.update("sum", sum);
        return parameter.sub(gradient.div(sum.sqrt().add(epsilon)).mul(learningRate));
    }
}
