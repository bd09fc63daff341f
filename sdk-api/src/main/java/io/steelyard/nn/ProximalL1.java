package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * Any optimizer with an L1 penalty, by a proximal step: after the update each element moves towards
 * 0 by {@code rate strength}, and not beyond (Duchi and Singer 2009, "Efficient online and batch
 * learning using forward backward splitting", equation 19). Unlike a subgradient added to the
 * gradient, it makes elements exactly 0. Only tensors of two axes or more shrink: matrices and
 * embeddings, not biases and gains.
 *
 * @param optimizer that makes the update
 * @param strength factor of the sum of magnitudes in the objective, 0 or more
 */
public record ProximalL1(Optimizer optimizer, float strength) implements Optimizer {
    /** Throws {@code INVALID_ARGUMENT} for a strength below 0. */
    public ProximalL1 {
        Arguments.requireNotNegative("ProximalL1", "strength", strength);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor updated = optimizer.update(slots, parameter, gradient, learningRate);
        if (parameter.rank() < 2) {
            return updated;
        }
        Tensor threshold = learningRate.mul(strength);
        return updated.sub(updated.max(threshold.neg()).min(threshold));
    }
}
