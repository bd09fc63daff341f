package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * One product of few elements that are long sums, cut along k: each part of the sums is a product
 * of its own, by one thread, and the parts are added in their order afterwards. How many there are
 * depends on the shape alone.
 *
 * <p>Only where A is transposed, as in gradients of weights. Rows of an A that is not are often
 * examples, and what one of them gives must not depend on how many others are beside it.
 */
final class MatmulParts implements WorkerPool.Task {
    private static final int LANES = MatmulTiling.LANES;

    /** Elements of a product that is cut. With more of them threads find enough to do. */
    private static final long MOST_ELEMENTS = 1 << 16;

    /** Multiplications that are worth a part. */
    private static final long LEAST_PART = 1 << 20;

    /** Elements of the sums that are worth a part. */
    private static final int LEAST_DEPTH = 128;

    private static final int MOST_PARTS = 8;

    private @Nullable MatmulShape shape;
    private int parts;
    private int depth;
    private long a;
    private long b;
    private long bias;
    private long c;
    private final ScratchMemory memory = new ScratchMemory();
    private long sums;
    private boolean adding;
    private int taskRows;

    /** In how many parts a product is computed; 1 if it is none of these. */
    static int parts(MatmulShape shape) {
        long elements = (long) shape.m() * shape.n();
        boolean few = elements <= MOST_ELEMENTS && shape.m() > 1 && shape.n() > 1;
        if (!few || !shape.transposeA()) {
            return 1;
        }
        long worth = Math.min(elements * shape.k() / LEAST_PART, shape.k() / LEAST_DEPTH);
        return Integer.highestOneBit(Math.clamp(worth, 1, MOST_PARTS));
    }

    /** Computes the product in so many parts. */
    void multiply(
            WorkerPool pool, MatmulShape shape, int parts, long a, long b, long bias, long c) {
        this.shape = shape;
        this.parts = parts;
        this.a = a;
        this.b = b;
        this.bias = bias;
        this.c = c;
        depth = MatmulTiling.roundUp((shape.k() + parts - 1) / parts, LANES);
        sums = memory.ofBytes(4L * (parts - 1) * partFloats(shape));
        adding = false;
        pool.run(parts, this);
        adding = true;
        int tasks = Math.clamp(partFloats(shape) * parts / MatmulJob.LEAST_COPY, 1, shape.m());
        taskRows = (shape.m() + tasks - 1) / tasks;
        pool.run((shape.m() + taskRows - 1) / taskRows, this);
        this.shape = null;
    }

    @Override
    public void run(int index) {
        MatmulShape product = shape;
        if (product == null) {
            return;
        }
        if (adding) {
            int row = index * taskRows;
            addParts(product, row, Math.min(product.m(), row + taskRows));
        } else {
            multiplyPart(product, index);
        }
    }

    /** The first part goes where the product does, with the bias and what is there already. */
    private void multiplyPart(MatmulShape product, int part) {
        int start = Math.min(product.k(), part * depth);
        int length = Math.min(depth, product.k() - start);
        long fromA = a + 4L * start * (product.transposeA() ? product.lda() : 1);
        long fromB = b + 4L * start * (product.transposeB() ? 1 : product.ldb());
        MatmulJob job = MatmulScratch.ofThread().job;
        if (part == 0) {
            job.set(product, product.m(), fromA, fromB, bias, c);
        } else {
            long to = sums + 4L * (part - 1) * partFloats(product);
            job.set(product, product.m(), fromA, fromB, 0, to).into(partRow(product), false);
        }
        job.withDepth(length).multiply(null);
    }

    private void addParts(MatmulShape product, int from, int to) {
        for (int part = 1; part < parts; part++) {
            for (int row = from; row < to; row++) {
                long at =
                        sums
                                + 4L
                                        * ((part - 1) * partFloats(product)
                                                + (long) row * partRow(product));
                long target = c + 4L * row * product.ldc();
                EdgeTile.write(at, 0, 1, product.n(), target, 0, true, 0);
            }
        }
    }

    private static int partRow(MatmulShape shape) {
        return MatmulTiling.roundUp(shape.n(), LANES);
    }

    private static long partFloats(MatmulShape shape) {
        return (long) shape.m() * partRow(shape);
    }
}
