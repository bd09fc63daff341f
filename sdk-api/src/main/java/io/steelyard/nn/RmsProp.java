package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * RMSProp (Tieleman and Hinton 2012, "Neural networks for machine learning", lecture 6.5), in the
 * form of PyTorch: {@code v = decay v + (1 - decay) g^2; u = momentum u + g / (sqrt(v) + epsilon);
 * p = p - rate u}. The centered form divides by {@code sqrt(v - m^2) + epsilon} with the running
 * mean m of the gradient (Graves 2013, "Generating sequences with recurrent neural networks",
 * equations 38 to 41).
 *
 * @param decay of the running means, in [0, 1)
 * @param epsilon added to the root, 0 or more
 * @param momentum in [0, 1); 0 keeps no buffer
 * @param centered whether the square of the mean is taken off, so that a variance is left
 */
public record RmsProp(float decay, float epsilon, float momentum, boolean centered)
        implements Optimizer {
    /** PyTorch's values: 0.99 and 1e-8, without momentum, not centered. */
    public RmsProp() {
        this(0.99f, 1e-8f, 0, false);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public RmsProp {
        Arguments.requireFraction("RmsProp", "decay", decay);
        Arguments.requireNotNegative("RmsProp", "epsilon", epsilon);
        Arguments.requireFraction("RmsProp", "momentum", momentum);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor square = Moments.average(slots, "square_avg", gradient.square(), decay);
        if (centered) {
            Tensor mean = Moments.average(slots, "grad_avg", gradient, decay);
            // Rounding must not leave a variance below 0.
            square = square.sub(mean.square()).relu();
        }
        Tensor direction = gradient.div(square.sqrt().add(epsilon));
        if (momentum > 0) {
            direction =
                    slots.state("momentum_buffer", parameter.type(), Initializers.zeros())
                            .mul(momentum)
                            .add(direction);
            slots.update("momentum_buffer", direction);
        }
        return parameter.sub(direction.mul(learningRate));
    }
}
