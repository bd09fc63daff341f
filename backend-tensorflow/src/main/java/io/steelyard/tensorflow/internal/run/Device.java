package io.steelyard.tensorflow.internal.run;

/** What sessions run on. */
public sealed interface Device {
    /** The processor; graphics processors are not touched. */
    record Cpu() implements Device {}

    /**
     * A graphics processor.
     *
     * @param index among those that the driver shows
     * @param memoryGrowth whether memory is taken as it is needed, instead of nearly all at the
     *     start
     */
    record Gpu(int index, boolean memoryGrowth) implements Device {}
}
