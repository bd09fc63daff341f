package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

/**
 * Root mean square normalization over the last axis (Zhang and Sennrich 2019): {@code [..,
 * channels] -> [.., channels]}. Parameter {@code weight} {@code [channels]}, 1 at first.
 *
 * @param epsilon added to the mean of the squares
 */
public record RmsNorm(float epsilon) implements Layer {
    /** With the epsilon of Hugging Face's Llama, 1e-6. */
    public RmsNorm() {
        this(1e-6f);
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        Shape channels = Shape.of(input.size(-1));
        return Composites.rmsNorm(
                input, scope.parameter("weight", channels, Initializers.ones()), epsilon);
    }
}
