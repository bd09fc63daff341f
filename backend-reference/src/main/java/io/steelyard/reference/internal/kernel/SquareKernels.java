package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.ORDER;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_1;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_2;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_4;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_8;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;

/**
 * The sum of the squares of an array of F32, in one pass over it: sums of chunks of {@value #CHUNK}
 * elements, which are added in double precision in their order.
 *
 * <p>Stateless and safe for concurrent use.
 */
public final class SquareKernels {
    /** Elements of a chunk. */
    public static final int CHUNK = 16_384;

    private static final int BYTES = 4 * LANES;

    private SquareKernels() {}

    /** How many chunks an array has. */
    public static int chunks(long count) {
        return Math.toIntExact((count + CHUNK - 1) / CHUNK);
    }

    /**
     * Sums of the squares of the chunks {@code from} to {@code to}.
     *
     * @param sums address of a double for each chunk
     * @param in address of {@code count} floats
     */
    public static void sumChunks(long sums, long in, long count, long from, long to) {
        for (long chunk = from; chunk < to; chunk++) {
            long first = chunk * CHUNK;
            int size = (int) Math.min(CHUNK, count - first);
            NativeMemory.setDouble(sums + 8 * chunk, sum(in + 4 * first, size));
        }
    }

    private static double sum(long in, int size) {
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i <= size - 4 * LANES; i += 4 * LANES) {
            long at = in + 4L * i;
            FloatVector first = FloatLanes.load(at);
            FloatVector second = FloatLanes.load(at + BYTES);
            FloatVector third = FloatLanes.load(at + 2 * BYTES);
            FloatVector fourth = FloatLanes.load(at + 3 * BYTES);
            a = first.fma(first, a);
            b = second.fma(second, b);
            c = third.fma(third, c);
            d = fourth.fma(fourth, d);
        }
        for (; i < size; i += LANES) {
            FloatVector rest =
                    FloatVector.fromMemorySegment(
                            SPECIES, ALL, in + 4L * i, ORDER, SPECIES.indexInRange(i, size));
            a = rest.fma(rest, a);
        }
        a = a.add(b).add(c.add(d));
        // Not reduceLanes, whose order is another one once it is compiled.
        if (LANES > 8) {
            a = a.add(a.rearrange(ROTATE_8));
        }
        if (LANES > 4) {
            a = a.add(a.rearrange(ROTATE_4));
        }
        if (LANES > 2) {
            a = a.add(a.rearrange(ROTATE_2));
        }
        if (LANES > 1) {
            a = a.add(a.rearrange(ROTATE_1));
        }
        return a.lane(0);
    }

    /**
     * Adds the sums of all chunks.
     *
     * @param out address of a float
     */
    public static void addSums(long out, long sums, int chunks) {
        double total = 0;
        for (int i = 0; i < chunks; i++) {
            total += NativeMemory.getDouble(sums + 8L * i);
        }
        NativeMemory.setFloat(out, (float) total);
    }
}
