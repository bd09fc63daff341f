package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013, in the form of
 * PyTorch): {@code u = momentum u + g; p = p - rate u}.
 *
 * @param momentum in [0, 1); 0 keeps no state
 */
public record Sgd(float momentum) implements Optimizer {
    /** Without momentum. */
    public Sgd() {
        this(0);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        if (momentum == 0) {
            return parameter.sub(gradient.mul(learningRate));
        }
        Tensor buffer =
                slots.state("momentum_buffer", parameter.type(), Initializers.zeros())
                        .mul(momentum)
                        .add(gradient);
        slots.update("momentum_buffer", buffer);
        return parameter.sub(buffer.mul(learningRate));
    }
}
