package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * {@code x} above 0 and {@code slope * x} below (Maas, Hannun and Ng 2013): {@code [..] -> [..]}.
 *
 * @param slope below 0
 */
public record LeakyRelu(float slope) implements Layer {
    /** Throws {@code INVALID_ARGUMENT} for a slope that is negative or not finite. */
    public LeakyRelu {
        Arguments.requireNotNegative("LeakyRelu", "slope", slope);
    }

    /** With PyTorch's slope of 0.01. */
    public LeakyRelu() {
        this(0.01f);
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        return input.gt(input.scalar(0)).select(input, input.mul(slope));
    }
}
