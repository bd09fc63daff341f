package io.steelyard.reference.internal.kernel;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * The sizes of a matrix product {@code C = op(A) op(B)} of row-major matrices, {@code op(A)} of
 * {@code [m, k]}, {@code op(B)} of {@code [k, n]}, C of {@code [m, n]}.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k the summed dimension
 * @param transposeA whether A is stored as {@code [k, m]}
 * @param transposeB whether B is stored as {@code [n, k]}
 * @param lda elements from a stored row of A to the next
 * @param ldb elements from a stored row of B to the next
 * @param ldc elements from a row of C to the next
 * @param accumulate whether the product is added to C instead of replacing it
 */
public record MatmulShape(
        int m,
        int n,
        int k,
        boolean transposeA,
        boolean transposeB,
        int lda,
        int ldb,
        int ldc,
        boolean accumulate) {
    public MatmulShape {
        if (m < 0 || n < 0 || k < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A matrix product has the sizes m = "
                            + m
                            + ", n = "
                            + n
                            + ", k = "
                            + k
                            + ", but none may be negative.");
        }
        checkRow("A", lda, transposeA ? m : k);
        checkRow("B", ldb, transposeB ? k : n);
        checkRow("C", ldc, n);
    }

    private static void checkRow(String matrix, int distance, int width) {
        if (distance < width) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "The rows of matrix "
                            + matrix
                            + " start "
                            + distance
                            + " elements apart, but each is "
                            + width
                            + " elements long: they must not overlap.");
        }
    }

    /** A product of matrices without gaps that replaces C. */
    public static MatmulShape dense(int m, int n, int k, boolean transposeA, boolean transposeB) {
        return new MatmulShape(
                m, n, k, transposeA, transposeB, transposeA ? m : k, transposeB ? k : n, n, false);
    }

    /** The same product, added to C. */
    public MatmulShape accumulating() {
        return new MatmulShape(m, n, k, transposeA, transposeB, lda, ldb, ldc, true);
    }
}
