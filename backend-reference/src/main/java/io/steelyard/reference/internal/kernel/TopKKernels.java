package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import java.nio.ByteOrder;

/**
 * The largest elements of rows, F32: as {@link ScalarTopKKernels#floats}, but what is not above the
 * smallest element kept so far is passed over a vector at a time.
 */
public final class TopKKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private TopKKernels() {}

    /** See {@link ScalarTopKKernels#floats}. */
    public static void floats(
            long values, long indices, long in, int columns, int k, long from, long to) {
        for (long row = from; row < to; row++) {
            long elements = in + (row * columns << 2);
            long kept = indices + (row * k << 2);
            IndexHeap.fill(IndexHeap.Keys.FLOATS, elements, kept, k);
            int next = k;
            while (next < columns) {
                next = firstAbove(elements, IndexHeap.smallest(kept), next, columns);
                if (next < columns) {
                    IndexHeap.offer(IndexHeap.Keys.FLOATS, elements, kept, k, next);
                    next++;
                }
            }
            IndexHeap.sort(IndexHeap.Keys.FLOATS, elements, kept, k);
            IndexHeap.gather(IndexHeap.Keys.FLOATS, values + (row * k << 2), elements, kept, k);
        }
    }

    /** Where a vector begins, or the rest of the row, that may have an element above another. */
    private static int firstAbove(long elements, int other, int next, int columns) {
        float least = NativeMemory.getFloat(elements + ((long) other << 2));
        int i = next;
        for (; i <= columns - LANES; i += LANES) {
            FloatVector x =
                    FloatVector.fromMemorySegment(SPECIES, ALL, elements + ((long) i << 2), ORDER);
            // Not the same as GT: an element or a bound that is NaN has to be looked at.
            if (!x.compare(VectorOperators.LE, least).allTrue()) {
                return i;
            }
        }
        return i;
    }
}
