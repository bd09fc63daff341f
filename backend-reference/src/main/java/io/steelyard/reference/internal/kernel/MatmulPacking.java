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

    /** Copies rows of A as it lies, {@code [rows, columns]}, to rows at another distance. */
    static void rows(long from, long fromRow, int rows, int columns, long to, long toRow) {
        int whole = SPECIES.loopBound(columns);
        VectorMask<Float> tail = SPECIES.indexInRange(whole, columns);
        for (int r = 0; r < rows; r++) {
            long source = from + r * fromRow;
            long target = to + r * toRow;
            for (int p = 0; p < whole; p += LANES) {
                FloatVector.fromMemorySegment(SPECIES, ALL, source + 4L * p, ORDER)
                        .intoMemorySegment(ALL, target + 4L * p, ORDER);
            }
            if (whole < columns) {
                FloatVector.fromMemorySegment(SPECIES, ALL, source + 4L * whole, ORDER, tail)
                        .intoMemorySegment(ALL, target + 4L * whole, ORDER, tail);
            }
        }
    }

    /**
     * Copies rows of a panel of B: {@code [depth, columns]} to {@code packed[p][column]} with rows
     * of {@code vectors} vectors, padded with zeros.
     */
    static void panel(long b, long bRow, int depth, int columns, long packed, int vectors) {
        long width = (long) vectors * BYTES;
        if (columns == 4 * LANES && vectors == 4) {
            long from = b;
            long to = packed;
            for (int p = 0; p < depth; p++) {
                FloatVector v0 = FloatVector.fromMemorySegment(SPECIES, ALL, from, ORDER);
                FloatVector v1 = FloatVector.fromMemorySegment(SPECIES, ALL, from + BYTES, ORDER);
                FloatVector v2 =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + 2 * BYTES, ORDER);
                FloatVector v3 =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + 3 * BYTES, ORDER);
                v0.intoMemorySegment(ALL, to, ORDER);
                v1.intoMemorySegment(ALL, to + BYTES, ORDER);
                v2.intoMemorySegment(ALL, to + 2 * BYTES, ORDER);
                v3.intoMemorySegment(ALL, to + 3 * BYTES, ORDER);
                from += bRow;
                to += width;
            }
            return;
        }
        for (int v = 0; v < vectors; v++) {
            VectorMask<Float> mask = SPECIES.indexInRange(v * LANES, columns);
            long from = b + (long) v * BYTES;
            long to = packed + (long) v * BYTES;
            for (int p = 0; p < depth; p++) {
                FloatVector.fromMemorySegment(SPECIES, ALL, from, ORDER, mask)
                        .intoMemorySegment(ALL, to, ORDER);
                from += bRow;
                to += width;
            }
        }
    }
}
