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

    private static final int TRANSPOSED_ROWS = 64;

    /** Floats that {@link #transposedRows} needs. */
    static final int TRANSPOSED = TRANSPOSED_ROWS * LANES;

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
     * Copies columns of A^T, which are rows of A: {@code [depth, rows]} to {@code packed[row *
     * packedRow + p]}.
     *
     * @param room for {@link #TRANSPOSED} floats
     */
    static void transposedRows(
            long a,
            long aRow,
            int rows,
            int depth,
            float[] packed,
            int to,
            int packedRow,
            long room) {
        for (int p = 0; p < depth; p += LANES) {
            int count = Math.min(LANES, depth - p);
            for (int r = 0; r < rows; r += TRANSPOSED_ROWS) {
                int wide = Math.min(TRANSPOSED_ROWS, rows - r);
                Transposition.copy(a + p * aRow + 4L * r, aRow, count, wide, room, BYTES);
                rows(room, BYTES, wide, count, packed, to + r * packedRow + p, packedRow);
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

    /** The same from an array whose rows are {@code row} elements apart. */
    static void panel(float[] b, int row, int depth, int columns, long packed, int vectors) {
        long width = (long) vectors * BYTES;
        for (int v = 0; v < vectors; v++) {
            VectorMask<Float> mask = SPECIES.indexInRange(v * LANES, columns);
            long to = packed + (long) v * BYTES;
            for (int p = 0; p < depth; p++) {
                FloatVector.fromArray(SPECIES, b, p * row + v * LANES, mask)
                        .intoMemorySegment(ALL, to, ORDER);
                to += width;
            }
        }
    }
}
