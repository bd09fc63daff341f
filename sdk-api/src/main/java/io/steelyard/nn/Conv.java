package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

/**
 * Convolution over 1 to 3 spatial axes, as many as the kernel has, channels last: {@code [batch,
 * spatial.., inChannels] -> [batch, positions.., channels]}; the formula is in {@link Op.Conv}. A
 * convolution of images with 32 filters of 3 by 3 is {@code new Conv(32, Kernel.of(3, 3))}.
 *
 * <p>Parameters {@code weight} {@code [kernel.., inChannels / groups, channels]} and, if wanted,
 * {@code bias} {@code [channels]}, zero at first. PyTorch's weight {@code [channels, inChannels /
 * groups, kernel..]} becomes this one by moving its first two axes to the end and exchanging them:
 * {@code weight.permute(2, 3, 1, 0)} for images, {@code weight.permute(2, 1, 0)} for sequences.
 *
 * @param channels of the result
 * @param kernel the window and how it moves
 * @param groups parts into which input and result channels fall; each part of the result sees its
 *     own part of the input
 * @param bias whether a bias is added
 * @param initializer of the weight
 */
public record Conv(int channels, Kernel kernel, int groups, boolean bias, Initializer initializer)
        implements Layer {
    /** Throws {@code INVALID_ARGUMENT} unless the groups divide the channels. */
    public Conv {
        requireGroups(channels, groups);
    }

    /** In one group, with a bias, and a weight after He et al. */
    public Conv(int channels, Kernel kernel) {
        this(channels, kernel, 1, true, Initializers.heNormal());
    }

    /** The same in groups. */
    public Conv withGroups(int value) {
        return new Conv(channels, kernel, value, bias, initializer);
    }

    /** The same with no bias, as before a normalization that adds one. */
    public Conv withoutBias() {
        return new Conv(channels, kernel, groups, false, initializer);
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        kernel.requireAxes(input.type());
        long inputs = inputsOfAGroup(input, groups);
        Tensor weight = scope.parameter("weight", kernel.filter(inputs, channels), initializer);
        Tensor result = input.conv(weight, kernel.sweeps(input.type()), groups);
        return bias ? withBias(scope, result) : result;
    }

    static Tensor withBias(Scope scope, Tensor result) {
        return result.add(scope.parameter("bias", Shape.of(result.size(-1)), Initializers.zeros()));
    }

    static void requireGroups(int channels, int groups) {
        if (groups < 1 || channels < 1 || channels % groups != 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A convolution to "
                            + channels
                            + " channels in "
                            + groups
                            + " groups was asked for; accepted are 1 or more groups that divide the"
                            + " channels.");
        }
    }

    static long inputsOfAGroup(Tensor input, int groups) {
        if (input.size(-1) % groups != 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A convolution in "
                            + groups
                            + " groups was applied to "
                            + input.type()
                            + "; accepted are channels that the groups divide.");
        }
        return input.size(-1) / groups;
    }
}
