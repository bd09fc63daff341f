package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Transposed convolution over 1 to 3 spatial axes, channels last: the gradient of a {@link Conv} of
 * the same kernel by its input, which makes images larger where that makes them smaller (Dumoulin
 * and Visin 2016, "A guide to convolution arithmetic for deep learning", section 4): {@code [batch,
 * spatial.., inChannels] -> [batch, larger.., channels]}. An axis of size n becomes
 *
 * <pre>
 * (n - 1) * stride - low - high + dilation * (size - 1) + outputPadding + 1
 * </pre>
 *
 * <p>with low and high the elements of padding, which are cut off here, and {@code n * stride} for
 * {@link Padding#same}. Causal padding has no meaning here and is refused.
 *
 * <p>Parameters {@code weight} {@code [kernel.., channels / groups, inChannels]} and, if wanted,
 * {@code bias} {@code [channels]}, zero at first. PyTorch's weight {@code [inChannels, channels /
 * groups, kernel..]} becomes this one as that of a {@link Conv} does: {@code weight.permute(2, 3,
 * 1, 0)} for images.
 *
 * @param channels of the result
 * @param kernel the window and how it moves over the result
 * @param outputPadding further elements at the end of each axis, below the stride: of the sizes
 *     that a convolution would turn into the input's, the smallest is meant with 0
 * @param groups parts into which input and result channels fall
 * @param bias whether a bias is added
 * @param initializer of the weight
 */
public record ConvTransposed(
        int channels,
        Kernel kernel,
        List<Integer> outputPadding,
        int groups,
        boolean bias,
        Initializer initializer)
        implements Layer {
    /**
     * Throws {@code INVALID_ARGUMENT} unless the groups divide the channels and each output padding
     * is at least 0 and below the stride, and for a padding that has no meaning here.
     */
    public ConvTransposed {
        outputPadding = List.copyOf(outputPadding);
        Conv.requireGroups(channels, groups);
        requireOutputPadding(kernel, outputPadding);
    }

    /** In one group, with a bias, no output padding, and a weight after He et al. */
    public ConvTransposed(int channels, Kernel kernel) {
        this(
                channels,
                kernel,
                Collections.nCopies(kernel.axes(), 0),
                1,
                true,
                Initializers.heNormal());
    }

    /** The same with further elements at the end of the axes: one number for each, or for all. */
    public ConvTransposed withOutputPadding(int... values) {
        List<Integer> each =
                values.length == 1
                        ? Collections.nCopies(kernel.axes(), values[0])
                        : Arrays.stream(values).boxed().toList();
        return new ConvTransposed(channels, kernel, each, groups, bias, initializer);
    }

    /** The same in groups. */
    public ConvTransposed withGroups(int value) {
        return new ConvTransposed(channels, kernel, outputPadding, value, bias, initializer);
    }

    /** The same with no bias. */
    public ConvTransposed withoutBias() {
        return new ConvTransposed(channels, kernel, outputPadding, groups, false, initializer);
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        kernel.requireAxes(input.type());
        Conv.inputsOfAGroup(input, groups);
        Shape filter = kernel.filter(channels / groups, input.size(-1));
        Tensor weight = scope.parameter("weight", filter, initializer);
        long[] sizes = input.shape().toArray();
        List<Op.Sweep> sweeps = new ArrayList<>();
        for (int axis = 0; axis < kernel.axes(); axis++) {
            long size = resultSize(axis, input.type());
            sizes[axis + 1] = size;
            sweeps.add(kernel.sweep(axis, size));
        }
        sizes[sizes.length - 1] = channels;
        Tensor result =
                input.convInputGradient(weight, new Op.Conv(sweeps, groups), Shape.of(sizes));
        return bias ? Conv.withBias(scope, result) : result;
    }

    private long resultSize(int axis, TensorType input) {
        long positions = input.shape().size(axis + 1);
        long stride = kernel.strides().get(axis);
        if (kernel.padding() instanceof Padding.Same) {
            return positions * stride;
        }
        // With explicit padding a sweep is the same over every size.
        Op.Sweep sweep = kernel.sweep(axis, 0);
        long size =
                (positions - 1) * stride
                        - sweep.low()
                        - sweep.high()
                        + kernel.extent(axis)
                        + outputPadding.get(axis);
        if (size < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A transposed convolution was applied to "
                            + input
                            + ", of which its padding leaves nothing along spatial axis "
                            + axis
                            + "; give it less padding or a larger input.");
        }
        return size;
    }

    private static void requireOutputPadding(Kernel kernel, List<Integer> outputPadding) {
        boolean fits = outputPadding.size() == kernel.axes();
        for (int axis = 0; fits && axis < kernel.axes(); axis++) {
            int elements = outputPadding.get(axis);
            fits = elements >= 0 && elements < kernel.strides().get(axis);
        }
        if (!fits) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A transposed convolution with an output padding of "
                            + outputPadding
                            + " and strides of "
                            + kernel.strides()
                            + " was asked for; accepted is one number for each axis, from 0 up to,"
                            + " but not including, its stride.");
        }
        boolean meaningless =
                switch (kernel.padding()) {
                    case Padding.Causal() -> true;
                    case Padding.Same() -> Collections.max(outputPadding) > 0;
                    case Padding.Valid(), Padding.Explicit(_, _) -> false;
                };
        if (meaningless) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A transposed convolution with the padding "
                            + kernel.padding()
                            + " and an output padding of "
                            + outputPadding
                            + " was asked for; accepted are Padding.valid() and Padding.of(..), and"
                            + " Padding.same() with no output padding.");
        }
    }
}
