package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

/**
 * Layer normalization over the last axis (Ba, Kiros and Hinton 2016): {@code [.., channels] -> [..,
 * channels]}. Parameters {@code weight}, 1 at first, and {@code bias}, 0 at first, {@code
 * [channels]}.
 *
 * @param epsilon added to the variance
 */
public record LayerNorm(float epsilon) implements Layer {
    /** With the epsilon of GPT-2, 1e-5. */
    public LayerNorm() {
        this(1e-5f);
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        Shape channels = Shape.of(input.size(-1));
        return Composites.layerNorm(
                input,
                scope.parameter("weight", channels, Initializers.ones()),
                scope.parameter("bias", channels, Initializers.zeros()),
                epsilon);
    }
}
