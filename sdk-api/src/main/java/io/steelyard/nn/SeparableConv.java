package io.steelyard.nn;

import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

import java.util.Collections;

/**
 * A depthwise convolution and then one over the channels alone (Chollet 2017, "Xception"): {@code
 * [batch, spatial.., inChannels] -> [batch, positions.., channels]}. Parts {@code depthwise}, a
 * {@link DepthwiseConv} with no bias, and {@code pointwise}, a {@link Conv} with a kernel of one
 * tap.
 *
 * @param channels of the result
 * @param kernel of the depthwise convolution
 * @param multiplier results of each channel of the depthwise convolution
 * @param bias whether the second convolution adds a bias
 * @param initializer of both weights
 */
public record SeparableConv(
        int channels, Kernel kernel, int multiplier, boolean bias, Initializer initializer)
        implements Layer {
    /** With one result of each channel in between, a bias, and weights after He et al. */
    public SeparableConv(int channels, Kernel kernel) {
        this(channels, kernel, 1, true, Initializers.heNormal());
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        Tensor filtered =
                scope.apply(
                        "depthwise",
                        new DepthwiseConv(kernel, multiplier, false, initializer),
                        input);
        int[] point = Collections.nCopies(kernel.axes(), 1).stream().mapToInt(i -> i).toArray();
        return scope.apply(
                "pointwise", new Conv(channels, Kernel.of(point), 1, bias, initializer), filtered);
    }
}
