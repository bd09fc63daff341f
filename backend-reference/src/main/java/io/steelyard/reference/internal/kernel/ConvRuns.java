package io.steelyard.reference.internal.kernel;

/**
 * How the channels that a window meets along the last axis lie: all of its taps in one run, where
 * neighbouring taps meet neighbouring cells and there is one group, otherwise a run for each tap.
 */
final class ConvRuns {
    private ConvRuns() {}

    private static boolean areJoined(ConvShape shape) {
        return shape.windows().last().dilation() == 1 && shape.groups() == 1;
    }

    /** How many runs there are. */
    static int count(ConvShape shape) {
        return areJoined(shape) ? 1 : (int) shape.windows().last().taps();
    }

    /** Channels of a run. */
    static int length(ConvShape shape) {
        return (int) (shape.windows().last().taps() / count(shape)) * shape.groupChannels();
    }

    /** Floats from the first cell of a window to the beginning of a run. */
    static long offset(ConvShape shape, int group, int run) {
        return run * shape.windows().last().dilation() * shape.channels()
                + (long) group * shape.groupChannels();
    }

    /** The row of the filter that belongs to the beginning of a run. */
    static int filterRow(ConvShape shape, int outerTap, int run) {
        return (int) (outerTap * shape.windows().last().taps() + run) * shape.groupChannels();
    }

    /** Floats from a window to the next. */
    static long step(ConvShape shape) {
        return shape.windows().last().stride() * shape.channels();
    }
}
