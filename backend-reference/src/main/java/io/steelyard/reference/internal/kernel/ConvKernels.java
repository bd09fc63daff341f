package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;

import java.nio.ByteOrder;

/**
 * What a convolution of F32 adds to matrix products: patches of the input added back to where they
 * came from, filters in reverse, and the convolution of each channel by itself.
 *
 * <p>A result does not depend on the range that a call is given. Outputs must not overlap inputs.
 * Safe for concurrent use.
 */
public final class ConvKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private ConvKernels() {}

    /**
     * Adds rows {@code [taps, groupChannels]}, one for each position, to the cells {@code from} to
     * {@code to} of one group that they were taken from; each cell takes them in the order of the
     * taps.
     *
     * @param out sums {@code [cells.., channels]}
     * @param first the position of the first row
     * @param last one more than the position of the last row
     */
    public static void addPatches(
            ConvShape shape,
            int group,
            long out,
            long rows,
            long first,
            long last,
            long from,
            long to) {
        TapList taps = TapList.ofThread();
        int width = shape.groupChannels();
        for (long cell = from; cell < to; cell++) {
            shape.windows().positionsOf(cell, taps);
            long sums = out + 4 * (cell * shape.channels() + (long) group * width);
            int count = 0;
            for (int i = 0; i < taps.count; i++) {
                long position = taps.places[i];
                if (position >= first && position < last) {
                    long row = (position - first) * shape.patch() + (long) taps.taps[i] * width;
                    taps.places[count++] = rows + 4 * row;
                }
            }
            addRows(sums, taps.places, count, width);
        }
    }

    private static void addRows(long sums, long[] rows, int count, int width) {
        int i = 0;
        for (; i <= width - LANES; i += LANES) {
            FloatVector sum = load(sums + 4L * i);
            for (int row = 0; row < count; row++) {
                sum = load(rows[row] + 4L * i).add(sum);
            }
            sum.intoMemorySegment(ALL, sums + 4L * i, ORDER);
        }
        for (; i < width; i++) {
            float sum = NativeMemory.getFloat(sums + 4L * i);
            for (int row = 0; row < count; row++) {
                sum += NativeMemory.getFloat(rows[row] + 4L * i);
            }
            NativeMemory.setFloat(sums + 4L * i, sum);
        }
    }

    /**
     * Writes the filter of {@link ConvShape#reversed}, for its taps {@code from} to {@code to}: the
     * taps in reverse order, and of each its matrix of every group transposed.
     *
     * @param out {@code [taps, groupOutputs, channels]}
     * @param filter {@code [taps, groupChannels, outputs]}
     */
    public static void reverseFilter(ConvShape shape, long out, long filter, long from, long to) {
        int taps = shape.windows().taps();
        int channels = shape.groupChannels();
        int outputs = shape.groupOutputs();
        for (long tap = from; tap < to; tap++) {
            long source = filter + 4 * (taps - 1 - tap) * channels * shape.outputs();
            for (int output = 0; output < outputs; output++) {
                long target = out + 4 * (tap * outputs + output) * shape.channels();
                for (int channel = 0; channel < shape.channels(); channel++) {
                    long row = (long) (channel % channels) * shape.outputs();
                    long column = channel / channels * outputs + output;
                    float x = NativeMemory.getFloat(source + 4 * (row + column));
                    NativeMemory.setFloat(target + 4L * channel, x);
                }
            }
        }
    }

    /**
     * Each channel by itself, at the positions {@code from} to {@code to}.
     *
     * @param filter {@code [taps, channels]}
     */
    public static void depthwise(
            ConvShape shape, long out, long in, long filter, long from, long to) {
        TapList taps = TapList.ofThread();
        for (long position = from; position < to; position++) {
            shape.windows().cellsOf(position, taps);
            combine(out + 4 * position * shape.channels(), in, filter, taps, shape.channels());
        }
    }

    /**
     * The gradient of {@link #depthwise} by its input, at the cells {@code from} to {@code to}.
     *
     * @param gradient {@code [positions.., channels]}
     */
    public static void depthwiseInput(
            ConvShape shape, long out, long gradient, long filter, long from, long to) {
        TapList taps = TapList.ofThread();
        for (long cell = from; cell < to; cell++) {
            shape.windows().positionsOf(cell, taps);
            combine(out + 4 * cell * shape.channels(), gradient, filter, taps, shape.channels());
        }
    }

    /** The sum over the taps of a list of the elements they meet times the filter's. */
    private static void combine(long out, long in, long filter, TapList taps, int channels) {
        int i = 0;
        for (; i <= channels - LANES; i += LANES) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int tap = 0; tap < taps.count; tap++) {
                FloatVector x = load(in + 4 * (taps.places[tap] * channels + i));
                FloatVector w = load(filter + 4 * ((long) taps.taps[tap] * channels + i));
                sum = x.fma(w, sum);
            }
            sum.intoMemorySegment(ALL, out + 4L * i, ORDER);
        }
        for (; i < channels; i++) {
            float sum = 0;
            for (int tap = 0; tap < taps.count; tap++) {
                float x = NativeMemory.getFloat(in + 4 * (taps.places[tap] * channels + i));
                long w = filter + 4 * ((long) taps.taps[tap] * channels + i);
                sum = Math.fma(x, NativeMemory.getFloat(w), sum);
            }
            NativeMemory.setFloat(out + 4L * i, sum);
        }
    }

    /**
     * The gradient of {@link #depthwise} by its filter, for the channels {@code from} to {@code
     * to}: added over all positions in their order.
     *
     * @param out sums {@code [taps, channels]}
     */
    public static void depthwiseFilter(
            ConvShape shape, long out, long in, long gradient, int from, int to) {
        TapList taps = TapList.ofThread();
        int channels = shape.channels();
        long positions = shape.windows().positions();
        for (long position = 0; position < positions; position++) {
            shape.windows().cellsOf(position, taps);
            long dy = gradient + 4 * position * channels;
            for (int tap = 0; tap < taps.count; tap++) {
                long x = in + 4 * taps.places[tap] * channels;
                long sums = out + 4L * taps.taps[tap] * channels;
                addProducts(sums, x, dy, from, to);
            }
        }
    }

    private static void addProducts(long sums, long a, long b, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            load(a + 4L * i)
                    .fma(load(b + 4L * i), load(sums + 4L * i))
                    .intoMemorySegment(ALL, sums + 4L * i, ORDER);
        }
        for (; i < to; i++) {
            float x = NativeMemory.getFloat(a + 4L * i);
            float sum = NativeMemory.getFloat(sums + 4L * i);
            NativeMemory.setFloat(
                    sums + 4L * i, Math.fma(x, NativeMemory.getFloat(b + 4L * i), sum));
        }
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, ALL, address, ORDER);
    }
}
