package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/** Products of one shape while they are computed, each of them by one thread. */
final class MatmulBatch implements WorkerPool.Task {
    private @Nullable MatmulShape shape;
    private int batch;
    private int perTask;
    private long a;
    private long aStep;
    private long b;
    private long bStep;
    private long c;
    private long cStep;
    private long bias;

    /** Computes the products; the steps are in elements. */
    void multiply(
            WorkerPool pool,
            MatmulShape shape,
            int batch,
            long a,
            long aStep,
            long b,
            long bStep,
            long bias,
            long c,
            long cStep) {
        this.shape = shape;
        this.batch = batch;
        this.a = a;
        this.aStep = 4 * aStep;
        this.b = b;
        this.bStep = 4 * bStep;
        this.c = c;
        this.cStep = 4 * cStep;
        this.bias = bias;
        long each = Math.max(1, (long) shape.m() * shape.n() * shape.k());
        perTask = Math.clamp(MatmulTasks.LEAST_WORK / each, 1, batch);
        pool.run((batch + perTask - 1) / perTask, this);
        this.shape = null;
    }

    @Override
    public void run(int index) {
        MatmulShape product = shape;
        if (product == null) {
            return;
        }
        MatmulJob job = MatmulScratch.ofThread().job;
        int end = Math.min(batch, (index + 1) * perTask);
        for (int i = index * perTask; i < end; i++) {
            job.set(product, product.m(), a + i * aStep, b + i * bStep, bias, c + i * cStep)
                    .multiply(null);
        }
    }
}
