package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * Lion (Chen et al. 2023, "Symbolic discovery of optimization algorithms", algorithm 2): {@code c =
 * beta1 m + (1 - beta1) g; p = p - rate (sign(c) + weightDecay p); m = beta2 m + (1 - beta2) g}.
 * Every element moves by the same amount, so its learning rate is a third to a tenth of Adam's and
 * its decay as much larger. Only tensors of two axes or more decay.
 *
 * @param beta1 share of the momentum in the direction, in [0, 1)
 * @param beta2 decay of the momentum, in [0, 1)
 * @param weightDecay part of a weight that a learning rate of 1 would take away, 0 or more
 */
public record Lion(float beta1, float beta2, float weightDecay) implements Optimizer {
    /** The values of the paper, 0.9 and 0.99, without decay. */
    public Lion() {
        this(0.9f, 0.99f, 0);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public Lion {
        Arguments.requireFraction("Lion", "beta1", beta1);
        Arguments.requireFraction("Lion", "beta2", beta2);
        Arguments.requireNotNegative("Lion", "weight decay", weightDecay);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor before = slots.state("exp_avg", parameter.type(), Initializers.zeros());
        Tensor blend = before.mul(beta1).add(gradient.mul(1.0f - beta1));
        Moments.average(slots, "exp_avg", gradient, beta2);
        Tensor zero = blend.scalar(0);
        Tensor sign =
                blend.gt(zero)
                        .select(blend.filled(1), blend.lt(zero).select(blend.filled(-1), zero));
        Tensor direction =
                weightDecay > 0 && parameter.rank() >= 2
                        ? sign.add(parameter.mul(weightDecay))
                        : sign;
        return parameter.sub(direction.mul(learningRate));
    }
}
