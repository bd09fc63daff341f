package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * Matrix products of F32 matrices in native memory: {@code C[m, n] = op(A)[m, k] op(B)[k, n]},
 * optionally plus what C held, plus a bias row.
 *
 * <p>Operands are addresses of their first elements, any multiple of 4; those that are multiples of
 * 64 are read faster. C must not overlap an input. Nothing is checked here: the caller knows that
 * the addresses hold what the shape says. Sums have fused multiply-adds in an order that depends on
 * the shape alone: the result has the same bits for any number of threads, and a row of it the same
 * for any rows beside it unless A is transposed. A call allocates nothing once a thread has
 * multiplied matrices as large before.
 *
 * <p>Safe to call from many threads.
 */
public final class Matmul {
    private Matmul() {}

    /** Multiplies two matrices. */
    public static void multiply(WorkerPool pool, MatmulShape shape, long a, long b, long c) {
        multiply(pool, shape, a, b, 0, c, null);
    }

    /**
     * Multiplies two matrices and adds {@code bias[n]} to each row of the product.
     *
     * @param bias the address of n floats, or 0 for none
     * @param epilogue is given each row of C once, when it is there; null for none
     */
    public static void multiply(
            WorkerPool pool,
            MatmulShape shape,
            long a,
            long b,
            long bias,
            long c,
            @Nullable MatmulEpilogue epilogue) {
        MatmulScratch scratch = MatmulScratch.ofThread();
        int parts = MatmulParts.parts(shape);
        if (parts > 1) {
            scratch.parts.multiply(pool, shape, parts, a, b, bias, c);
            if (epilogue != null) {
                epilogue.rows(0, shape.m());
            }
        } else {
            scratch.job.set(shape, shape.m(), a, b, bias, c).withEpilogue(epilogue).multiply(pool);
        }
    }

    /**
     * Whether tasks finish whole rows of such a product, so that its threads share the work of an
     * epilogue. Otherwise the calling thread alone has it, when all rows are there.
     */
    public static boolean finishesRows(MatmulShape shape, int threads) {
        return MatmulParts.parts(shape) == 1 && MatmulTasks.finishRows(shape, threads);
    }

    /** Floats that {@link #pack} writes. */
    public static long packedFloats(MatmulShape shape) {
        return MatmulPanels.floats(shape.n(), shape.k());
    }

    /**
     * Packs {@code op(B)} once for many products that have its sizes and transpose it or not alike.
     *
     * @param packed the address, a multiple of 64, of {@link #packedFloats} floats
     */
    public static void pack(WorkerPool pool, MatmulShape shape, long b, long packed) {
        MatmulScratch.ofThread().job.set(shape, shape.m(), 0, b, 0, 0).pack(pool, packed);
    }

    /**
     * Multiplies two matrices, the second packed by {@link #pack}. Where the first is transposed
     * the last bits may not be those of {@link #multiply}, which cuts long sums of few elements;
     * they depend on the shape alone here too.
     *
     * @param epilogue as that of {@link #multiply}
     */
    public static void multiplyPacked(
            WorkerPool pool,
            MatmulShape shape,
            long a,
            long packed,
            long bias,
            long c,
            @Nullable MatmulEpilogue epilogue) {
        MatmulScratch.ofThread()
                .job
                .set(shape, shape.m(), a, 0, bias, c)
                .withPackedB(packed)
                .withEpilogue(epilogue)
                .multiply(pool);
    }

    /**
     * Multiplies two matrices, the second of BF16, each of whose elements counts as the F32 that it
     * is. Where the first is transposed the last bits may not be those of {@link #multiply} on the
     * same numbers.
     *
     * @param b the address of BF16, a multiple of 2; the shape counts its elements
     * @param epilogue as that of {@link #multiply}
     */
    public static void multiplyBFloat16(
            WorkerPool pool,
            MatmulShape shape,
            long a,
            long b,
            long bias,
            long c,
            @Nullable MatmulEpilogue epilogue) {
        MatmulScratch.ofThread()
                .job
                .set(shape, shape.m(), a, b, bias, c)
                .withBFloat16B()
                .withEpilogue(epilogue)
                .multiply(pool);
    }

    /**
     * Multiplies pairs of matrices of one shape. The i-th matrices start {@code i * stride}
     * elements after the first; a stride of 0 shares one A or B among all products, but those of C
     * must not overlap.
     *
     * @param batch how many products
     * @param bias the address of n floats that are added to each row of every product, or 0
     */
    public static void multiplyBatch(
            WorkerPool pool,
            MatmulShape shape,
            int batch,
            long a,
            long strideA,
            long b,
            long strideB,
            long bias,
            long c,
            long strideC) {
        if (batch == 0) {
            return;
        }
        int m = shape.m();
        long rows = (long) batch * m;
        boolean stacked =
                strideB == 0
                        && !shape.transposeA()
                        && strideA == (long) m * shape.lda()
                        && strideC == (long) m * shape.ldc()
                        && rows <= Integer.MAX_VALUE;
        MatmulScratch scratch = MatmulScratch.ofThread();
        if (stacked) {
            scratch.job.set(shape, (int) rows, a, b, bias, c).multiply(pool);
            return;
        }
        long each = (long) m * shape.n() * shape.k();
        boolean small = each < 16 * MatmulTasks.LEAST_WORK;
        if (small || batch >= 4 * pool.threads()) {
            scratch.batch.multiply(pool, shape, batch, a, strideA, b, strideB, bias, c, strideC);
            return;
        }
        for (int i = 0; i < batch; i++) {
            scratch.job
                    .set(
                            shape,
                            m,
                            a + 4 * i * strideA,
                            b + 4 * i * strideB,
                            bias,
                            c + 4 * i * strideC)
                    .multiply(pool);
        }
    }
}
