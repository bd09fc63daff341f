package io.steelyard.reference.internal.kernel;

/**
 * Convolution and its gradients in plain loops, summed in float64 and rounded once: the scalar twin
 * of {@link ConvKernels} with {@link Matmul}, and the kernels of F64.
 *
 * <p>A result does not depend on the range that a call is given. Safe for concurrent use.
 */
public final class ScalarConvKernels {
    private ScalarConvKernels() {}

    /** How elements lie in memory. */
    public enum Elements {
        FLOATS,
        DOUBLES;

        private double get(long base, long index) {
            return switch (this) {
                case FLOATS -> NativeMemory.getFloat(base + 4 * index);
                case DOUBLES -> NativeMemory.getDouble(base + 8 * index);
            };
        }

        private void set(long base, long index, double value) {
            switch (this) {
                case FLOATS -> NativeMemory.setFloat(base + 4 * index, (float) value);
                case DOUBLES -> NativeMemory.setDouble(base + 8 * index, value);
            }
        }
    }

    /** The positions {@code from} to {@code to}. */
    public static void conv(
            Elements elements,
            ConvShape shape,
            long out,
            long in,
            long filter,
            long from,
            long to) {
        TapList taps = TapList.ofThread();
        int channels = shape.groupChannels();
        for (long position = from; position < to; position++) {
            shape.windows().cellsOf(position, taps);
            for (int output = 0; output < shape.outputs(); output++) {
                long first = (long) output / shape.groupOutputs() * channels;
                double sum = 0;
                for (int i = 0; i < taps.count; i++) {
                    long x = taps.places[i] * shape.channels() + first;
                    long w = (long) taps.taps[i] * channels * shape.outputs() + output;
                    for (int channel = 0; channel < channels; channel++) {
                        sum +=
                                elements.get(in, x + channel)
                                        * elements.get(
                                                filter, w + (long) channel * shape.outputs());
                    }
                }
                elements.set(out, position * shape.outputs() + output, sum);
            }
        }
    }

    /** The gradient by the input, of the cells {@code from} to {@code to}. */
    public static void inputGradient(
            Elements elements,
            ConvShape shape,
            long out,
            long gradient,
            long filter,
            long from,
            long to) {
        TapList taps = TapList.ofThread();
        int outputs = shape.groupOutputs();
        for (long cell = from; cell < to; cell++) {
            shape.windows().positionsOf(cell, taps);
            for (int channel = 0; channel < shape.channels(); channel++) {
                int group = channel / shape.groupChannels();
                int inGroup = channel % shape.groupChannels();
                double sum = 0;
                for (int i = 0; i < taps.count; i++) {
                    long dy = taps.places[i] * shape.outputs() + (long) group * outputs;
                    long row = (long) taps.taps[i] * shape.groupChannels() + inGroup;
                    long w = row * shape.outputs() + (long) group * outputs;
                    for (int output = 0; output < outputs; output++) {
                        sum +=
                                elements.get(gradient, dy + output)
                                        * elements.get(filter, w + output);
                    }
                }
                elements.set(out, cell * shape.channels() + channel, sum);
            }
        }
    }

    /**
     * The gradient by the filter, of the outputs {@code from} to {@code to}: added over all
     * positions in their order.
     *
     * @param out sums of the shape of the filter, 0 at first
     */
    public static void filterGradient(
            Elements elements,
            ConvShape shape,
            long out,
            long in,
            long gradient,
            long from,
            long to) {
        TapList taps = TapList.ofThread();
        int channels = shape.groupChannels();
        for (long position = 0; position < shape.windows().positions(); position++) {
            shape.windows().cellsOf(position, taps);
            for (int i = 0; i < taps.count; i++) {
                for (long output = from; output < to; output++) {
                    double dy = elements.get(gradient, position * shape.outputs() + output);
                    long x =
                            taps.places[i] * shape.channels()
                                    + output / shape.groupOutputs() * channels;
                    for (int channel = 0; channel < channels; channel++) {
                        long row = (long) taps.taps[i] * channels + channel;
                        long at = row * shape.outputs() + output;
                        double sum = elements.get(out, at);
                        elements.set(out, at, sum + elements.get(in, x + channel) * dy);
                    }
                }
            }
        }
    }
}
