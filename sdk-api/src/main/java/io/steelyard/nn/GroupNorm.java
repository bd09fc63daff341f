package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

/**
 * Group normalization (Wu and He 2018): the channels fall into groups, and each group of each
 * example gets mean 0 and variance 1 over its channels and all spatial axes: {@code [batch,
 * spatial.., channels] -> [batch, spatial.., channels]}. With one group it is layer normalization
 * over the example, with a group for each channel {@link InstanceNorm}.
 *
 * <p>Parameters, if wanted, {@code weight}, 1 at first, and {@code bias}, 0 at first, {@code
 * [channels]}. The variance is the biased one.
 *
 * @param groups parts of equal size into which the channels fall
 * @param epsilon added to the variance
 * @param affine whether there are a weight and a bias
 */
public record GroupNorm(int groups, float epsilon, boolean affine) implements Layer {
    /** Throws {@code INVALID_ARGUMENT} for fewer than one group and a negative epsilon. */
    public GroupNorm {
        Arguments.require(groups >= 1, "GroupNorm", "number of groups", groups, "1 or more");
        Arguments.requireNotNegative("GroupNorm", "epsilon", epsilon);
    }

    /** With an epsilon of 1e-5, a weight and a bias. */
    public GroupNorm(int groups) {
        this(groups, 1e-5f, true);
    }

    /** Throws {@code INVALID_PROGRAM} unless the groups divide the channels of the input. */
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        requireGroups(input);
        long channels = input.size(-1);
        long positions = input.shape().slice(1, input.rank() - 1).elements();
        Tensor grouped =
                input.reshape(Shape.of(input.size(0), positions, groups, channels / groups));
        Tensor centered = grouped.sub(mean(grouped));
        Tensor variance = mean(centered.square()); // [batch, 1, groups, 1]
        Tensor normalized = centered.div(variance.add(epsilon).sqrt()).reshape(input.shape());
        if (!affine) {
            return normalized;
        }
        Shape shape = Shape.of(channels);
        return normalized
                .mul(scope.parameter("weight", shape, Initializers.ones()))
                .add(scope.parameter("bias", shape, Initializers.zeros()));
    }

    private static Tensor mean(Tensor grouped) {
        return grouped.mean(1, 3).expandDims(1).expandDims(3);
    }

    private void requireGroups(Tensor input) {
        if (input.rank() < 2 || input.size(-1) % groups != 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A normalization in "
                            + groups
                            + " groups was applied to "
                            + input.type()
                            + "; accepted are [batch, .., channels] with channels that the groups"
                            + " divide.");
        }
    }
}
