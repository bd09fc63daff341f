package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * A convolution of each channel by itself: {@code [batch, spatial.., channels] -> [batch,
 * positions.., channels * multiplier]}, where results {@code c * multiplier ..} come from channel
 * c. The same as a {@link Conv} with as many groups as channels, whose parameters it has: {@code
 * weight} {@code [kernel.., 1, channels * multiplier]} and, if wanted, {@code bias} {@code
 * [channels * multiplier]}.
 *
 * @param kernel the window and how it moves
 * @param multiplier results of each channel
 * @param bias whether a bias is added
 * @param initializer of the weight
 */
public record DepthwiseConv(Kernel kernel, int multiplier, boolean bias, Initializer initializer)
        implements Layer {
    /** Throws {@code INVALID_ARGUMENT} for a multiplier below 1. */
    public DepthwiseConv {
        if (multiplier < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A depthwise convolution with "
                            + multiplier
                            + " results of each channel was asked for; accepted are 1 or more.");
        }
    }

    /** With one result of each channel, a bias, and a weight after He et al. */
    public DepthwiseConv(Kernel kernel) {
        this(kernel, 1, true, Initializers.heNormal());
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        kernel.requireAxes(input.type());
        int channels = Math.toIntExact(input.size(-1));
        return new Conv(channels * multiplier, kernel, channels, bias, initializer)
                .forward(scope, input);
    }
}
