package io.steelyard.reference.internal.kernel;

/** How large the tasks are that a matrix product is cut into. */
final class MatmulTasks {
    /** Multiplications below which a task is not worth to be handed to another thread. */
    static final long LEAST_WORK = 1 << 16;

    private MatmulTasks() {}

    /** Rows that are enough for so many threads to share them out. */
    static int manyRows(int threads) {
        return 8 * MatmulTiling.ROWS * threads;
    }

    /** Whether tasks of so many threads finish whole rows of such a product. */
    static boolean finishRows(MatmulShape shape, int threads) {
        return shape.m() >= manyRows(threads)
                && shape.n() > 1
                && shape.n() <= MatmulTiling.columns(shape.k())
                && (long) shape.m() * shape.n() * shape.k() >= LEAST_WORK;
    }

    /**
     * Rows of A for a task: some tasks for each thread, none too small to be worth it. Where the
     * block of B fits no second-level cache, which every task reads from further away, tasks are as
     * large as they may be and as many for each thread as for the others.
     *
     * @param rows of A
     * @param block floats of the block of B
     */
    static int rows(int rows, long block, int threads) {
        int most = MatmulTiling.MAX_TASK_ROWS * threads;
        int perThread = block > MatmulTiling.MAX_SHARED_ROWS_FLOATS ? (rows + most - 1) / most : 4;
        int even = threads == 1 ? rows : (rows + perThread * threads - 1) / (perThread * threads);
        long least = LEAST_WORK / Math.max(1, block) + 1;
        int task = (int) Math.min(MatmulTiling.MAX_TASK_ROWS, Math.max(even, least));
        return MatmulTiling.roundUp(task, MatmulTiling.ROWS);
    }
}
