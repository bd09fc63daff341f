package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * Instance normalization (Ulyanov, Vedaldi and Lempitsky 2016): each channel of each example with
 * mean 0 and variance 1 over its spatial axes: {@code [batch, spatial.., channels] -> [batch,
 * spatial.., channels]}. It is {@link GroupNorm} with a group for each channel, and has its
 * parameters.
 *
 * @param epsilon added to the variance
 * @param affine whether there are a weight and a bias
 */
public record InstanceNorm(float epsilon, boolean affine) implements Layer {
    /** Throws {@code INVALID_ARGUMENT} for a negative epsilon. */
    public InstanceNorm {
        Arguments.requireNotNegative("InstanceNorm", "epsilon", epsilon);
    }

    /** With an epsilon of 1e-5 and no parameters, as in PyTorch. */
    public InstanceNorm() {
        this(1e-5f, false);
    }

    /** Throws {@code INVALID_PROGRAM} for an input without a spatial axis. */
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        if (input.rank() < 3) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "An instance normalization was applied to "
                            + input.type()
                            + "; accepted are [batch, spatial.., channels] with a spatial axis or"
                            + " more.");
        }
        int channels = Math.toIntExact(input.size(-1));
        return new GroupNorm(channels, epsilon, affine).forward(scope, input);
    }
}
