package io.steelyard.reference.internal.kernel;

/** Matrix products in plain loops: what {@link Matmul} computes, up to rounding. */
public final class ScalarMatmul {
    private ScalarMatmul() {}

    /**
     * Multiplies two matrices as {@link Matmul#multiply} does.
     *
     * @param bias the address of n floats, or 0 for none
     */
    public static void multiply(MatmulShape shape, long a, long b, long bias, long c) {
        for (int i = 0; i < shape.m(); i++) {
            for (int j = 0; j < shape.n(); j++) {
                float sum = 0;
                for (int p = 0; p < shape.k(); p++) {
                    long inA =
                            shape.transposeA()
                                    ? index(p, shape.lda(), i)
                                    : index(i, shape.lda(), p);
                    long inB =
                            shape.transposeB()
                                    ? index(j, shape.ldb(), p)
                                    : index(p, shape.ldb(), j);
                    sum += NativeMemory.getFloat(a + inA) * NativeMemory.getFloat(b + inB);
                }
                long to = c + index(i, shape.ldc(), j);
                if (shape.accumulate()) {
                    sum += NativeMemory.getFloat(to);
                }
                if (bias != 0) {
                    sum += NativeMemory.getFloat(bias + 4L * j);
                }
                NativeMemory.setFloat(to, sum);
            }
        }
    }

    /** Multiplies pairs of matrices as {@link Matmul#multiplyBatch} does. */
    public static void multiplyBatch(
            MatmulShape shape,
            int batch,
            long a,
            long strideA,
            long b,
            long strideB,
            long bias,
            long c,
            long strideC) {
        for (int i = 0; i < batch; i++) {
            multiply(shape, a + 4 * i * strideA, b + 4 * i * strideB, bias, c + 4 * i * strideC);
        }
    }

    private static long index(int row, int distance, int column) {
        return 4 * ((long) row * distance + column);
    }
}
