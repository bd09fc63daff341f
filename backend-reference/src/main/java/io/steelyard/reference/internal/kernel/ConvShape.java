package io.steelyard.reference.internal.kernel;

/**
 * The sizes of a convolution of an input {@code [cells.., channels]} with a filter {@code [taps..,
 * channels / groups, outputs]} to {@code [positions.., outputs]}.
 *
 * @param windows how the taps of the filter lie over the cells; the batch is its first axis
 * @param groups parts into which channels and outputs fall
 * @param groupChannels channels of the input that one group has
 * @param groupOutputs channels of the result that one group has
 */
public record ConvShape(WindowShape windows, int groups, int groupChannels, int groupOutputs) {
    /** Channels of the input. */
    public int channels() {
        return groups * groupChannels;
    }

    /** Channels of the result. */
    public int outputs() {
        return groups * groupOutputs;
    }

    /** Elements of the input that one position of one group meets, padding included. */
    public int patch() {
        return Math.multiplyExact(windows.taps(), groupChannels);
    }

    /**
     * The convolution that gives the gradient by the input, of the gradient with the filter that
     * {@link ConvKernels#reverseFilter} writes. Only for dense windows.
     */
    public ConvShape reversed() {
        return new ConvShape(windows.reversed(), groups, groupOutputs, groupChannels);
    }

    /** Whether each channel is convolved by itself. */
    public boolean isDepthwise() {
        return groupChannels == 1 && groupOutputs == 1 && groups > 1;
    }
}
