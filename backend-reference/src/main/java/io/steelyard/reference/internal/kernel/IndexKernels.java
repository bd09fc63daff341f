package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * Rows taken and scattered by I32 indices, which are clamped into {@code [0, rows - 1]}.
 *
 * <p>A scatter over column ranges gives the same bits for any ranges. Outputs must not overlap
 * inputs. Stateless and safe for concurrent use.
 */
public final class IndexKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private IndexKernels() {}

    /**
     * Copies the rows of {@code rowBytes} bytes that the indices {@code from} to {@code to} name.
     */
    public static void takeRows(
            long out, long in, long rows, long indices, long rowBytes, long from, long to) {
        for (long n = from; n < to; n++) {
            long row = Math.clamp(NativeMemory.getInt(indices + (n << 2)), 0L, rows - 1);
            MemorySegment.copy(ALL, in + row * rowBytes, ALL, out + n * rowBytes, rowBytes);
        }
    }

    /**
     * Adds each row of updates to the row that its index names, for the columns {@code columnFrom}
     * to {@code columnTo} of {@code inner}; serial over the {@code count} indices.
     */
    public static void scatterAdd(
            long out,
            long rows,
            long indices,
            long updates,
            long count,
            long inner,
            long columnFrom,
            long columnTo) {
        for (long n = 0; n < count; n++) {
            long row = Math.clamp(NativeMemory.getInt(indices + (n << 2)), 0L, rows - 1);
            long to = out + (row * inner << 2);
            long from = updates + (n * inner << 2);
            long i = columnFrom;
            for (; i <= columnTo - LANES; i += LANES) {
                FloatVector old = FloatVector.fromMemorySegment(SPECIES, ALL, to + (i << 2), ORDER);
                FloatVector update =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                old.add(update).intoMemorySegment(ALL, to + (i << 2), ORDER);
            }
            for (; i < columnTo; i++) {
                float a = NativeMemory.getFloat(to + (i << 2));
                float b = NativeMemory.getFloat(from + (i << 2));
                NativeMemory.setFloat(to + (i << 2), a + b);
            }
        }
    }

    /**
     * Raises the row that each index names to the row of updates, for the columns {@code
     * columnFrom} to {@code columnTo} of {@code inner}; serial over the {@code count} indices.
     */
    public static void scatterMax(
            long out,
            long rows,
            long indices,
            long updates,
            long count,
            long inner,
            long columnFrom,
            long columnTo) {
        for (long n = 0; n < count; n++) {
            long row = Math.clamp(NativeMemory.getInt(indices + (n << 2)), 0L, rows - 1);
            long to = out + (row * inner << 2);
            long from = updates + (n * inner << 2);
            long i = columnFrom;
            for (; i <= columnTo - LANES; i += LANES) {
                FloatVector old = FloatVector.fromMemorySegment(SPECIES, ALL, to + (i << 2), ORDER);
                FloatVector update =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                old.max(update).intoMemorySegment(ALL, to + (i << 2), ORDER);
            }
            for (; i < columnTo; i++) {
                float a = NativeMemory.getFloat(to + (i << 2));
                float b = NativeMemory.getFloat(from + (i << 2));
                NativeMemory.setFloat(to + (i << 2), Math.max(a, b));
            }
        }
    }

    /**
     * Replaces the row that each index names; of several with one index the last stays, for the
     * columns {@code columnFrom} to {@code columnTo} of {@code inner}; serial over the {@code
     * count} indices.
     */
    public static void scatterSet(
            long out,
            long rows,
            long indices,
            long updates,
            long count,
            long inner,
            long columnFrom,
            long columnTo) {
        for (long n = 0; n < count; n++) {
            long row = Math.clamp(NativeMemory.getInt(indices + (n << 2)), 0L, rows - 1);
            long to = out + (row * inner << 2);
            long from = updates + (n * inner << 2);
            long i = columnFrom;
            for (; i <= columnTo - LANES; i += LANES) {

                FloatVector update =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                update.intoMemorySegment(ALL, to + (i << 2), ORDER);
            }
            for (; i < columnTo; i++) {

                float b = NativeMemory.getFloat(from + (i << 2));
                NativeMemory.setFloat(to + (i << 2), b);
            }
        }
    }
}
