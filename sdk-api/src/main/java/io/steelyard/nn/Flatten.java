package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

/**
 * All axes but the first as one: {@code [batch, ..] -> [batch, n]}, in row-major order. With
 * channels last, the channels of a position lie side by side; PyTorch, with channels first, has the
 * positions of a channel side by side.
 */
public record Flatten() implements Layer {
    /** Throws {@code INVALID_PROGRAM} for a scalar. */
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        if (input.rank() == 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A flattening was applied to " + input.type() + "; accepted are [batch, ..].");
        }
        Shape rest = input.shape().slice(1, input.rank());
        return input.reshape(Shape.of(input.size(0), rest.elements()));
    }
}
