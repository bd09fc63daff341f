package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013, in the form of
 * PyTorch): {@code g = gradient + weightDecay p; u = momentum u + g; p = p - rate u}, and with
 * Nesterov's momentum (Sutskever et al. 2013, equations 3 and 4, in the form of PyTorch) {@code p =
 * p - rate (g + momentum u)}. The decay is coupled: it passes through the momentum, unlike that of
 * {@link AdamW}. Only tensors of two axes or more decay.
 *
 * @param momentum in [0, 1); 0 keeps no state
 * @param nesterov whether the step looks ahead along the momentum, which must be above 0 then
 * @param weightDecay part of a weight that is added to its gradient, 0 or more
 */
public record Sgd(float momentum, boolean nesterov, float weightDecay) implements Optimizer {
    /** Without momentum. */
    public Sgd() {
        this(0);
    }

    /** With momentum, without decay. */
    public Sgd(float momentum) {
        this(momentum, false, 0);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public Sgd {
        Arguments.requireFraction("Sgd", "momentum", momentum);
        Arguments.requireNotNegative("Sgd", "weight decay", weightDecay);
        Arguments.require(
                !nesterov || momentum > 0,
                "Sgd",
                "momentum",
                momentum,
                "numbers above 0 with Nesterov's momentum");
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor decayed =
                weightDecay > 0 && parameter.rank() >= 2
                        ? gradient.add(parameter.mul(weightDecay))
                        : gradient;
        if (momentum == 0) {
            return parameter.sub(decayed.mul(learningRate));
        }
        Tensor buffer =
                slots.state("momentum_buffer", parameter.type(), Initializers.zeros())
                        .mul(momentum)
                        .add(decayed);
        slots.update("momentum_buffer", buffer);
        Tensor direction = nesterov ? decayed.add(buffer.mul(momentum)) : buffer;
        return parameter.sub(direction.mul(learningRate));
    }
}
