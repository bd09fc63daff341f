package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * Any optimizer with decoupled weight decay (Loshchilov and Hutter 2019, algorithms 1 and 2,
 * without the schedule multiplier): {@code p = update(p) - rate decay p}. Around {@link Adam} it is
 * {@link AdamW}. Only tensors of two axes or more decay: matrices and embeddings, not biases and
 * gains.
 *
 * @param optimizer that makes the update
 * @param decay part of a weight that a learning rate of 1 would take away, 0 or more
 */
public record DecoupledWeightDecay(Optimizer optimizer, float decay) implements Optimizer {
    /** Throws {@code INVALID_ARGUMENT} for a decay below 0. */
    public DecoupledWeightDecay {
        Arguments.requireNotNegative("DecoupledWeightDecay", "decay", decay);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor updated = optimizer.update(slots, parameter, gradient, learningRate);
        return parameter.rank() >= 2
                ? updated.sub(parameter.mul(learningRate.mul(decay)))
                : updated;
    }
}
