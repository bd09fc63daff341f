package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * What a convolution of F32 adds to matrix products: patches of the input as rows of a matrix, such
 * rows added back to where they came from, and the convolution of each channel by itself.
 *
 * <p>A result does not depend on the range that a call is given. Outputs must not overlap inputs.
 * Safe for concurrent use.
 */
public final class ConvKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private ConvKernels() {}

    /**
     * Writes what the positions {@code from} to {@code to} meet in one group as rows {@code [taps,
     * groupChannels]}, 0 where the input is padded.
     *
     * @param rows of the position {@code first} and those after it
     */
    public static void patches(
            ConvShape shape, int group, long rows, long in, long first, long from, long to) {
        TapList taps = TapList.ofThread();
        long width = 4L * shape.groupChannels();
        long patch = 4L * shape.patch();
        long source = in + group * width;
        for (long position = from; position < to; position++) {
            shape.windows().cellsOf(position, taps);
            long row = rows + (position - first) * patch;
            if (taps.count < shape.windows().taps()) {
                ALL.asSlice(row, patch).fill((byte) 0);
            }
            for (int i = 0; i < taps.count; i++) {
                copy(
                        source + taps.places[i] * 4 * shape.channels(),
                        row + taps.taps[i] * width,
                        shape.groupChannels());
            }
        }
    }

    private static void copy(long from, long to, int count) {
        if (count < LANES) {
            for (long i = 0; i < 4L * count; i += 4) {
                NativeMemory.setFloat(to + i, NativeMemory.getFloat(from + i));
            }
        } else {
            MemorySegment.copy(ALL, from, ALL, to, 4L * count);
        }
    }

    /**
     * Adds rows as {@link #patches} writes them to the cells {@code from} to {@code to} of one
     * group that they were taken from; each cell takes them in the order of the taps.
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
            for (int i = 0; i < taps.count; i++) {
                long position = taps.places[i];
                if (position >= first && position < last) {
                    long row = (position - first) * shape.patch() + (long) taps.taps[i] * width;
                    BinaryKernels.add(sums, sums, rows + 4 * row, width);
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
