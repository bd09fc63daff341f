package io.steelyard.program;

import io.steelyard.tensor.Shape;

import java.util.List;

/** Operations on a {@link Tensor} in which a filter or a window moves over axes. */
public sealed interface Windows permits Tensor {
    private Tensor self() {
        return switch (this) {
            case Tensor tensor -> tensor;
        };
    }

    private Tensor apply(Op op, Tensor... operands) {
        return self().recorder().apply(op, operands);
    }

    /**
     * Convolution over 1 to 3 spatial axes; see {@link Op.Conv}. This is {@code [batch, spatial..,
     * inChannels]}.
     *
     * @param filter {@code [spatial.., inChannels / groups, outChannels]}
     * @param sweeps one for each spatial axis
     */
    default Tensor conv(Tensor filter, List<Op.Sweep> sweeps, int groups) {
        return apply(new Op.Conv(sweeps, groups), self(), filter);
    }

    /**
     * The gradient of a convolution by its input, or transposed convolution; see {@link
     * Op.ConvInputGradient}. This is the gradient of the result, {@code [batch, positions..,
     * outChannels]}.
     *
     * @param input shape of the result
     */
    default Tensor convInputGradient(Tensor filter, Op.Conv conv, Shape input) {
        return apply(new Op.ConvInputGradient(conv, input), self(), filter);
    }

    /**
     * The gradient of a convolution by its filter; see {@link Op.ConvFilterGradient}. This is the
     * input.
     *
     * @param gradient of the result
     * @param filter shape of the result
     */
    default Tensor convFilterGradient(Tensor gradient, Op.Conv conv, Shape filter) {
        return apply(new Op.ConvFilterGradient(conv, filter), self(), gradient);
    }

    /** The sum of each window; one window for each axis; see {@link Op.WindowReduce}. */
    default Tensor windowSum(List<Op.Window> windows) {
        return apply(new Op.WindowReduce(WindowKind.SUM, windows), self());
    }

    /**
     * The largest element of each window; one window for each axis; see {@link Op.WindowReduce}.
     */
    default Tensor windowMax(List<Op.Window> windows) {
        return apply(new Op.WindowReduce(WindowKind.MAX, windows), self());
    }

    /**
     * The gradient of {@link #windowMax} of this; see {@link Op.WindowMaxGradient}.
     *
     * @param gradient of the result of windowMax
     */
    default Tensor windowMaxGradient(Tensor gradient, List<Op.Window> windows) {
        return apply(new Op.WindowMaxGradient(windows), self(), gradient);
    }
}
