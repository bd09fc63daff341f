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
    private static final int ROWS = MatmulTiling.ROWS;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** The rows of a sliver, where a vector holds as many. */
    private static final VectorMask<Float> SLIVER = SPECIES.indexInRange(0, ROWS);

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
     * Copies rows of a transposed A: {@code [depth, rows]} to slivers {@code packed[sliver][p][row
     * of the sliver]}. The last is padded with zeros.
     */
    static void columns(long a, long aRow, int rows, int depth, float[] packed, int to) {
        int whole = rows / ROWS;
        // A few rows of A at a time, so that the slivers read each of their lines from the
        // first-level cache.
        for (int block = 0; block < depth; block += 32) {
            int end = Math.min(depth, block + 32);
            for (int s = 0; s < whole; s++) {
                long from = a + 4L * ROWS * s + block * aRow;
                int at = to + s * ROWS * depth;
                if (LANES < ROWS) {
                    for (int p = block; p < end; p++) {
                        for (int r = 0; r < ROWS; r++) {
                            packed[at + ROWS * p + r] = NativeMemory.getFloat(from + 4L * r);
                        }
                        from += aRow;
                    }
                    continue;
                }
                // What a whole vector stores beyond its six floats is overwritten by the next.
                int unmasked =
                        ROWS * s + LANES > rows ? block : Math.min(end, depth - LANES / ROWS);
                int p = block;
                for (; p < unmasked; p++) {
                    FloatVector.fromMemorySegment(SPECIES, ALL, from, ORDER)
                            .intoArray(packed, at + ROWS * p);
                    from += aRow;
                }
                for (; p < end; p++) {
                    FloatVector.fromMemorySegment(SPECIES, ALL, from, ORDER, SLIVER)
                            .intoArray(packed, at + ROWS * p, SLIVER);
                    from += aRow;
                }
            }
        }
        int left = rows - whole * ROWS;
        for (int p = 0; left > 0 && p < depth; p++) {
            int at = to + whole * ROWS * depth + ROWS * p;
            for (int r = 0; r < ROWS; r++) {
                packed[at + r] =
                        r < left
                                ? NativeMemory.getFloat(a + p * aRow + 4L * (whole * ROWS + r))
                                : 0;
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
