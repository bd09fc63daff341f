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

    /** Outputs of a task are a multiple of this: lines of the cache, and blocks of BF16. */
    private static final int GRAIN = Math.max(16, BFloat16MatrixVector.BLOCK);

    /** Elements of the matrix that are worth a task. */
    private static final long TASK_ELEMENTS = 1 << 15;

    /**
     * Where the parts begin that rows are cut into where each is a factor of all outputs, in 32nds.
     * The last ones are the smallest, so that no thread waits long for another one to end.
     */
    private static final int[] PARTS = {0, 6, 12, 17, 22, 26, 29, 31, 32};

    private static final int MOST_PARTS = PARTS.length - 1;

    /** Tasks for each thread, so that none waits long for another one to end. */
    private static final int TASKS_OF_THREAD = 16;

    /** Outputs whose sums stay in the nearest cache, four times over. */
    private static final int MOST_COLUMNS = 4096;

    /** Sums that are worth a task to add. */
    private static final int LEAST_SUMS = 1 << 12;

    private enum Phase {
        DOTS,
        COMBINE,
        ADD
    }

    private int k;
    private boolean accumulate;
    private long bias;
    private long c;
    private long matrix;
    private long matrixRow;
    private boolean bfloat16; // the matrix; all else is F32
    private int outputs;
    private Phase phase = Phase.DOTS;
    private int taskOutputs;
    private int parts;
    private long sums;
    private float[] packed = new float[0];
    private final ScratchMemory memory = new ScratchMemory();

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
     * @param bfloat16 whether the matrix is of BF16
     * @param dots whether a row of the matrix belongs to an output, and not to an element of the
     *     vector
     */
    void multiply(
            @Nullable WorkerPool pool,
            long vector,
            long vectorStep,
            long matrix,
            long matrixRow,
            boolean bfloat16,
            boolean dots,
            int outputs) {
        pack(vector, vectorStep, bfloat16 && dots);
        this.matrix = matrix;
        this.matrixRow = matrixRow;
        this.bfloat16 = bfloat16;
        this.outputs = outputs;
        long worth = (long) k * outputs / TASK_ELEMENTS;
        if (dots) {
            int wanted = pool == null ? 1 : Math.clamp(worth, 1, TASKS_OF_THREAD * pool.threads());
            run(pool, Phase.DOTS, (outputs + wanted - 1) / wanted, 1);
        } else {
            // The parts depend on the shape alone, as the order of the sums does.
            int most = MatmulTiling.roundUp(Math.min(outputs, MOST_COLUMNS), GRAIN);
            int chunks = (outputs + most - 1) / most;
            parts = Math.clamp(Math.min(worth / chunks, k / LANES), 1, MOST_PARTS);
            sums = memory.ofBytes(4L * parts * partFloats());
            run(pool, Phase.COMBINE, most, parts);
            int adding = pool == null ? 1 : pool.threads();
            int least = LEAST_SUMS / parts;
            run(pool, Phase.ADD, Math.max(least, (outputs + adding - 1) / adding), 1);
        }
    }

    private void run(@Nullable WorkerPool pool, Phase next, int outputsOfTask, int cuts) {
        phase = next;
        taskOutputs = MatmulTiling.roundUp(outputsOfTask, GRAIN);
        WorkerPool.run(pool, (outputs + taskOutputs - 1) / taskOutputs * cuts, this);
    }

    private int partFloats() {
        return MatmulTiling.roundUp(outputs, GRAIN);
    }

    private void pack(long vector, long step, boolean split) {
        int padded = MatmulTiling.roundUp(k, BFloat16MatrixVector.BLOCK);
        if (packed.length < padded) {
            packed = new float[padded];
        }
        if (split) {
            BFloat16MatrixVector.split(vector, step, k, packed);
            return;
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
        switch (phase) {
            case DOTS -> dots(from, to);
            case COMBINE -> combine(index / parts * taskOutputs, index % parts);
            case ADD -> add(from, to);
        }
    }

    private void dots(int from, int to) {
        float[] fold = MatmulScratch.ofThread().fold;
        if (bfloat16) {
            BFloat16MatrixVector.dots(
                    packed, k, matrix, matrixRow, from, to, c, accumulate, bias, fold);
        } else {
            MatrixVector.dots(packed, k, matrix, matrixRow, from, to, c, accumulate, bias, fold);
        }
    }

    private void combine(int column, int part) {
        int from = partStart(part);
        int to = partStart(part + 1);
        int columns = Math.min(taskOutputs, outputs - column);
        long at = sums + 4L * ((long) part * partFloats() + column);
        if (bfloat16) {
            long first = matrix + 2L * column;
            BFloat16MatrixVector.combination(packed, first, matrixRow, from, to, columns, at);
        } else {
            long first = matrix + 4L * column;
            MatrixVector.combination(packed, first, matrixRow, from, to, columns, at);
        }
    }

    private int partStart(int part) {
        return parts == MOST_PARTS
                ? (int) ((long) k * PARTS[part] / PARTS[MOST_PARTS])
                : (int) ((long) k * part / parts);
    }

    private void add(int from, int to) {
        long part = 4L * partFloats();
        if (bfloat16) {
            BFloat16MatrixVector.addParts(sums, part, parts, from, to, c, accumulate, bias);
        } else {
            MatrixVector.addParts(sums, part, parts, from, to, c, accumulate, bias);
        }
    }
}
