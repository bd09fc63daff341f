package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One product of a vector and a matrix while it is computed. A thread has one of these and uses it
 * again and again, so that a product allocates nothing.
 */
final class MatrixVectorJob implements WorkerPool.Task {
    private static final int LANES = MatmulTiling.LANES;

    /** Elements of the matrix that are worth a task. */
    private static final long TASK_ELEMENTS = 1 << 15;

    private int k;
    private boolean accumulate;
    private long bias;
    private long c;
    private long matrix;
    private long matrixRow;
    private int outputs;
    private boolean dots;
    private int taskOutputs;
    private float[] packed = new float[0];

    /**
     * Sets where the product goes.
     *
     * @param k elements of the vector
     * @param accumulate whether the product is added to what is there
     * @param bias the address of as many floats as there are outputs, or 0 for none
     * @param c the address of the outputs
     */
    MatrixVectorJob set(int k, boolean accumulate, long bias, long c) {
        this.k = k;
        this.accumulate = accumulate;
        this.bias = bias;
        this.c = c;
        return this;
    }

    /**
     * Computes the product, alone if there is no pool.
     *
     * @param vectorStep bytes from an element of the vector to the next
     * @param matrixRow bytes from a row of the matrix to the next
     * @param dots whether a row of the matrix belongs to an output, and not to an element of the
     *     vector
     */
    void multiply(
            @Nullable WorkerPool pool,
            long vector,
            long vectorStep,
            long matrix,
            long matrixRow,
            boolean dots,
            int outputs) {
        pack(vector, vectorStep);
        this.matrix = matrix;
        this.matrixRow = matrixRow;
        this.outputs = outputs;
        this.dots = dots;
        long parts = (long) k * outputs / TASK_ELEMENTS;
        int wanted = pool == null ? 1 : Math.clamp(parts, 1, 2 * pool.threads());
        taskOutputs = MatmulTiling.roundUp((outputs + wanted - 1) / wanted, Math.max(16, LANES));
        int tasks = (outputs + taskOutputs - 1) / taskOutputs;
        WorkerPool.run(pool, tasks, this);
    }

    private void pack(long vector, long step) {
        int padded = MatmulTiling.roundUp(k, LANES);
        if (packed.length < padded) {
            packed = new float[padded];
        }
        if (step == 4) {
            MemorySegment.copy(
                    NativeMemory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, vector, packed, 0, k);
        } else {
            for (int p = 0; p < k; p++) {
                packed[p] = NativeMemory.getFloat(vector + p * step);
            }
        }
        for (int p = k; p < padded; p++) {
            packed[p] = 0;
        }
    }

    @Override
    public void run(int index) {
        int from = index * taskOutputs;
        int to = Math.min(outputs, from + taskOutputs);
        if (dots) {
            float[] fold = MatmulScratch.ofThread().fold;
            MatrixVector.dots(packed, k, matrix, matrixRow, from, to, c, accumulate, bias, fold);
        } else {
            MatrixVector.combination(packed, k, matrix, matrixRow, from, to, c, accumulate, bias);
        }
    }
}
