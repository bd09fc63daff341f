package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * What of a product is better computed as products of a matrix and a vector than by tiles: all of
 * it where C is one row or one column, and a last column that would need a tile of its own.
 */
final class MatmulVectors {
    private final MatrixVectorJob vector = new MatrixVectorJob();
    private final MatmulColumn lastColumn = new MatmulColumn();

    /**
     * Computes the columns that it is for.
     *
     * @param left A, in memory
     * @param m rows of A
     * @param n columns of B
     * @param b the address of B
     * @param bRow bytes from a row of B as it lies to the next
     * @param bfloat16 whether B is BF16
     * @param bias the address of a float for each column, or 0 for none
     * @param c the address of C
     * @param cRow bytes from a row of C to the next
     * @return how many columns are left, the first ones
     */
    int multiply(
            @Nullable WorkerPool pool,
            MatmulLeft left,
            int m,
            int n,
            int k,
            long b,
            long bRow,
            boolean bfloat16,
            boolean transposeB,
            boolean accumulate,
            long bias,
            long c,
            long cRow) {
        if (m == 1) {
            vector.set(k, accumulate, bias, c)
                    .multiply(
                            pool, left.at(0, 0), 4 * left.step(), b, bRow, bfloat16, transposeB, n);
            return 0;
        }
        if (bfloat16) {
            return n;
        }
        if (n == 1 && cRow == 4 && bias == 0) {
            vector.set(k, accumulate, bias, c)
                    .multiply(
                            pool,
                            b,
                            transposeB ? 4 : bRow,
                            left.at(0, 0),
                            4 * (left.isTransposed() ? left.step() : left.row()),
                            false,
                            !left.isTransposed(),
                            m);
            return 0;
        }
        if (left.isTransposed() || !MatmulColumn.isAlone(n, k)) {
            return n;
        }
        lastColumn.multiply(
                pool, left, m, n - 1, k, b, bRow, transposeB, accumulate, bias, c, cRow);
        return n - 1;
    }
}
