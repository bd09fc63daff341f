package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Copies blocks of the operands of a matrix product into the order that the tiles read them in.
 * Addresses are of the first element of the block, distances between rows are in bytes.
 */
final class MatmulPacking {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int BYTES = 4 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private MatmulPacking() {}

    /** Copies rows of A: {@code [rows, depth]} to {@code packed[row * packedRow + p]}. */
    static void rows(
            long a, long aRow, int rows, int depth, float[] packed, int to, int packedRow) {
        int whole = SPECIES.loopBound(depth);
        VectorMask<Float> tail = SPECIES.indexInRange(whole, depth);
        for (int r = 0; r < rows; r++) {
            long from = a + r * aRow;
            int at = to + r * packedRow;
            for (int p = 0; p < whole; p += LANES) {
                FloatVector.fromMemorySegment(SPECIES, ALL, from + 4L * p, ORDER)
                        .intoArray(packed, at + p);
            }
            if (whole < depth) {
                FloatVector.fromMemorySegment(SPECIES, ALL, from + 4L * whole, ORDER, tail)
                        .intoArray(packed, at + whole, tail);
            }
        }
    }

    /**
     * Copies a panel of B: {@code [depth, columns]} to {@code packed[p][column]} with rows of
     * {@code vectors} vectors, padded with zeros.
     */
    static void panel(
            long b, long bRow, int depth, int columns, float[] packed, int to, int vectors) {
        int width = vectors * LANES;
        if (columns == 4 * LANES && vectors == 4) {
            long from = b;
            for (int p = 0; p < depth; p++) {
                int at = to + 4 * LANES * p;
                FloatVector v0 = FloatVector.fromMemorySegment(SPECIES, ALL, from, ORDER);
                FloatVector v1 = FloatVector.fromMemorySegment(SPECIES, ALL, from + BYTES, ORDER);
                FloatVector v2 =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + 2 * BYTES, ORDER);
                FloatVector v3 =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + 3 * BYTES, ORDER);
                v0.intoArray(packed, at);
                v1.intoArray(packed, at + LANES);
                v2.intoArray(packed, at + 2 * LANES);
                v3.intoArray(packed, at + 3 * LANES);
                from += bRow;
            }
            return;
        }
        for (int v = 0; v < vectors; v++) {
            int left = columns - v * LANES;
            int at = to + v * LANES;
            long from = b + (long) v * BYTES;
            if (left >= LANES) {
                for (int p = 0; p < depth; p++) {
                    FloatVector.fromMemorySegment(SPECIES, ALL, from, ORDER).intoArray(packed, at);
                    at += width;
                    from += bRow;
                }
            } else {
                VectorMask<Float> mask = SPECIES.indexInRange(0, left);
                for (int p = 0; p < depth; p++) {
                    FloatVector.fromMemorySegment(SPECIES, ALL, from, ORDER, mask)
                            .intoArray(packed, at);
                    at += width;
                    from += bRow;
                }
            }
        }
    }
}
