package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * F32 reductions of windows over cells of {@code inner} channels: operand {@code [cells.., inner]},
 * result {@code [positions.., inner]}, vectors along the channels.
 *
 * <p>What a loop carries is an operand of methods of vectors that were just loaded or made, and
 * never the vector whose method is called: the JIT knows the class of those at once, and boxes the
 * others in some runs and not in others.
 *
 * <p>A result does not depend on the range that a call is given. Outputs must not overlap inputs.
 * Safe for concurrent use.
 */
public final class WindowKernels {
    private static final VectorSpecies<Integer> INTS =
            VectorSpecies.of(int.class, SPECIES.vectorShape());
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private WindowKernels() {}

    /** The sum of each window, 0 over nothing, at the positions {@code from} to {@code to}. */
    public static void sum(WindowShape shape, long inner, long out, long in, long from, long to) {
        TapList taps = TapList.ofThread();
        for (long position = from; position < to; position++) {
            shape.cellsOf(position, taps);
            sum(out + (position * inner << 2), in, taps.places, taps.count, inner);
        }
    }

    private static void sum(long out, long in, long[] places, int count, long inner) {
        long i = 0;
        for (; i <= inner - LANES; i += LANES) {
            FloatVector joined = FloatVector.zero(SPECIES);
            for (int tap = 0; tap < count; tap++) {
                long at = in + (places[tap] * inner + i << 2);
                joined = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER).add(joined);
            }
            joined.intoMemorySegment(ALL, out + (i << 2), ORDER);
        }
        for (; i < inner; i++) {
            float joined = 0;
            for (int tap = 0; tap < count; tap++) {
                joined += NativeMemory.getFloat(in + (places[tap] * inner + i << 2));
            }
            NativeMemory.setFloat(out + (i << 2), joined);
        }
    }

    /**
     * The largest element of each window (NaN if one is NaN), -infinity over nothing, at the
     * positions {@code from} to {@code to}.
     */
    public static void max(WindowShape shape, long inner, long out, long in, long from, long to) {
        TapList taps = TapList.ofThread();
        for (long position = from; position < to; position++) {
            shape.cellsOf(position, taps);
            max(out + (position * inner << 2), in, taps.places, taps.count, inner);
        }
    }

    private static void max(long out, long in, long[] places, int count, long inner) {
        long i = 0;
        for (; i <= inner - LANES; i += LANES) {
            FloatVector joined = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int tap = 0; tap < count; tap++) {
                long at = in + (places[tap] * inner + i << 2);
                joined = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER).max(joined);
            }
            joined.intoMemorySegment(ALL, out + (i << 2), ORDER);
        }
        for (; i < inner; i++) {
            float joined = Float.NEGATIVE_INFINITY;
            for (int tap = 0; tap < count; tap++) {
                float x = NativeMemory.getFloat(in + (places[tap] * inner + i << 2));
                joined = Math.max(joined, x);
            }
            NativeMemory.setFloat(out + (i << 2), joined);
        }
    }

    /**
     * Adds the gradient at each of the positions {@code from} to {@code to} to the first of the
     * window's largest cells, where NaN is larger than any number, for the channels {@code
     * channelFrom} to {@code channelTo}.
     *
     * @param out sums {@code [cells.., inner]}; of a shape that {@linkplain WindowShape#isPartition
     *     is a partition} they are written, as if they were 0 before
     * @param in what the maximum was taken of, {@code [cells.., inner]}
     * @param gradient {@code [positions.., inner]}
     */
    public static void maxGradient(
            WindowShape shape,
            long inner,
            long out,
            long in,
            long gradient,
            long from,
            long to,
            long channelFrom,
            long channelTo) {
        boolean partition = shape.isPartition();
        TapList taps = TapList.ofThread();
        for (long position = from; position < to; position++) {
            shape.cellsOf(position, taps);
            if (taps.count > 0) {
                long at = gradient + (position * inner << 2);
                maxGradient(
                        partition,
                        out,
                        in,
                        at,
                        taps.places,
                        taps.count,
                        inner,
                        channelFrom,
                        channelTo);
            }
        }
    }

    private static void maxGradient(
            boolean partition,
            long out,
            long in,
            long gradient,
            long[] places,
            int count,
            long inner,
            long channelFrom,
            long channelTo) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (long i = channelFrom; i < channelTo; i += LANES) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, channelTo);
            long first = in + (places[0] * inner + i << 2);
            FloatVector largest = FloatVector.fromMemorySegment(SPECIES, ALL, first, ORDER, inside);
            IntVector taker = IntVector.zero(INTS);
            for (int tap = 1; tap < count; tap++) {
                long at = in + (places[tap] * inner + i << 2);
                FloatVector x = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER, inside);
                // What stays: whatever x is not larger than, and the first NaN.
                VectorMask<Float> stays =
                        x.compare(VectorOperators.LE, largest)
                                .or(
                                        FloatVector.zero(SPECIES)
                                                .add(largest)
                                                .test(VectorOperators.IS_NAN));
                largest = x.blend(largest, stays);
                taker = IntVector.broadcast(INTS, tap).blend(taker, stays.cast(INTS));
            }
            FloatVector share =
                    FloatVector.fromMemorySegment(SPECIES, ALL, gradient + (i << 2), ORDER, inside);
            for (int tap = 0; tap < count; tap++) {
                VectorMask<Float> takes =
                        taker.compare(VectorOperators.EQ, tap).cast(SPECIES).and(inside);
                long at = out + (places[tap] * inner + i << 2);
                if (partition) {
                    // Added to 0, as a sum that begins with it: -0 becomes 0.
                    zero.add(share, takes).intoMemorySegment(ALL, at, ORDER, inside);
                } else if (takes.anyTrue()) {
                    FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER, takes)
                            .add(share)
                            .intoMemorySegment(ALL, at, ORDER, takes);
                }
            }
        }
    }
}
