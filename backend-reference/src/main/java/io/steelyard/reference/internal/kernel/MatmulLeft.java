package io.steelyard.reference.internal.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A of a matrix product, {@code op(A)} of {@code [m, k]}: where its elements lie, or what makes its
 * rows, and copies of blocks of it. A copy has the rows of A as it lies, so that one of A and one
 * of its transpose are read by the same tiles, with distances in the other order.
 */
final class MatmulLeft {
    private boolean transposed;
    private long address;
    private long row;
    private long step;
    private @Nullable MatmulRows made;

    /** Takes A from memory. */
    void set(MatmulShape shape, long address) {
        transposed = shape.transposeA();
        this.address = address;
        row = transposed ? 1 : shape.lda();
        step = transposed ? shape.lda() : 1;
        made = null;
    }

    /** Takes A, which is not transposed, from here and not from memory. */
    void set(MatmulRows rows) {
        made = rows;
    }

    boolean isTransposed() {
        return transposed;
    }

    /** Whether it lies in memory, and not in rows that are made when they are packed. */
    boolean isInMemory() {
        return made == null;
    }

    /**
     * Whether it is read where it lies: if few panels read it, unless hundreds of its rows share
     * sets of a cache, which to be packed would cost less than.
     */
    boolean isReadInPlace(int panels) {
        return isInMemory()
                && panels <= MatmulTiling.MAX_PANELS_IN_PLACE
                && MatmulTiling.isInPlaceDistanceOfA(Math.max(row, step));
    }

    /** Floats from a row of op(A) to the next. */
    long row() {
        return row;
    }

    /** Floats from a column of op(A) to the next. */
    long step() {
        return step;
    }

    /** The address of an element of op(A). */
    long at(long r, long p) {
        return address + 4 * (r * row + p * step);
    }

    /** Rows, as A lies, of a block of so many rows of op(A) and so many of its columns. */
    int lines(int rows, int depth) {
        return transposed ? depth : rows;
    }

    /** Floats from a row of the copy of such a block to the next. */
    int packedLine(int rows, int depth) {
        // No power of two: rows at such a distance would share a set of the cache.
        return MatmulTiling.roundUp(transposed ? rows : depth, 16) + 16;
    }

    /** Floats of the copy of such a block, with room for whole tiles. */
    long packedFloats(int rows, int depth) {
        int readable = MatmulTiling.roundUp(rows, MatmulTiling.ROWS);
        return (long) packedLine(rows, depth) * lines(readable, depth);
    }

    /**
     * Copies some rows, as A lies, of a block of op(A).
     *
     * @param firstRow of the block
     * @param rows of the block
     * @param start the first column of the block
     * @param depth columns of the block
     * @param line the first row that is copied, counted in the block
     * @param count rows that are copied
     * @param packed the address of that row in the copy
     */
    void pack(int firstRow, int rows, int start, int depth, int line, int count, long packed) {
        int packedLine = packedLine(rows, depth);
        if (made != null) {
            made.pack(firstRow + line, count, start, depth, packed, packedLine);
        } else if (transposed) {
            long from = at(firstRow, start + line);
            MatmulPacking.rows(from, 4 * step, count, rows, packed, 4L * packedLine);
        } else {
            long from = at(firstRow + line, start);
            MatmulPacking.rows(from, 4 * row, count, depth, packed, 4L * packedLine);
        }
    }
}
