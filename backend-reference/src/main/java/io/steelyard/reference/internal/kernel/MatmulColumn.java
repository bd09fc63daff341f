package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * The last column of a product where it would have a vector of tiles for itself alone: each of its
 * elements is the product of a row of A and a column of B, whose sum goes along k in whole vectors.
 */
final class MatmulColumn {
    private final MatrixVectorJob product = new MatrixVectorJob();
    private final ScratchMemory memory = new ScratchMemory();

    /** Whether the last of so many columns is better computed by itself. */
    static boolean isAlone(int columns, int k) {
        return columns > MatmulTiling.LANES
                && columns % MatmulTiling.LANES == 1
                && k >= MatmulTiling.LANES;
    }

    /**
     * Computes the column.
     *
     * @param left A, in memory and not transposed
     * @param rows of A
     * @param index of the column
     * @param b the address of B
     * @param bRow bytes from a row of B as it lies to the next
     * @param bias the address of a float for each column, or 0 for none
     * @param c the address of C
     * @param cRow bytes from a row of C to the next
     */
    void multiply(
            @Nullable WorkerPool pool,
            MatmulLeft left,
            int rows,
            int index,
            int k,
            long b,
            long bRow,
            boolean transposeB,
            boolean accumulate,
            long bias,
            long c,
            long cRow) {
        long sums = memory.ofBytes(4L * rows);
        long column = b + (transposeB ? index * bRow : 4L * index);
        long step = transposeB ? 4 : bRow;
        product.set(k, false, 0, sums)
                .multiply(pool, column, step, left.at(0, 0), 4 * left.row(), false, true, rows);
        float addend = bias == 0 ? 0 : NativeMemory.getFloat(bias + 4L * index);
        for (int r = 0; r < rows; r++) {
            long to = c + r * cRow + 4L * index;
            float sum = NativeMemory.getFloat(sums + 4L * r);
            if (accumulate) {
                sum = NativeMemory.getFloat(to) + sum;
            }
            NativeMemory.setFloat(to, bias == 0 ? sum : sum + addend);
        }
    }
}
