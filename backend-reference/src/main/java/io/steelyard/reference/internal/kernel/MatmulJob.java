package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * One matrix product while it is computed. A thread has one of these and uses it again and again,
 * so that a product allocates nothing.
 *
 * <p>A tall product packs B once for all tasks, and each task packs and multiplies some rows of A;
 * a wide one packs A for all, and each task packs and multiplies panels of B. So no operand is
 * packed twice, and a small one never holds up the parallel work on the large one.
 */
final class MatmulJob implements WorkerPool.Task {
    private enum Phase {
        PACK_B,
        MULTIPLY_ROWS,
        PACK_A,
        MULTIPLY_PANELS,
        DOTS,
        COMBINATION
    }

    private static final int LANES = MatmulTiling.LANES;
    private static final int ROWS = MatmulTiling.ROWS;

    /** Multiplications below which a task is not worth to be handed to another thread. */
    static final long LEAST_TASK = 1 << 16;

    /** Floats of a matrix below which its product with a vector is not cut. */
    private static final long LEAST_VECTOR_TASK = 1 << 15;

    private int m;
    private int n;
    private int k;
    private boolean transposeA;
    private boolean transposeB;
    private long aRow;
    private long bRow;
    private long cRow;
    private boolean accumulate;
    private long a;
    private long b;
    private long c;
    private long bias;

    // The block in work: rows from blockRow, columns from blockColumn, k from blockStart.
    private int blockRow;
    private int blockRows;
    private int blockColumn;
    private int blockColumns;
    private int blockStart;
    private int depth;
    private int sliverFloats;
    private int packedRow;
    private boolean add;
    private long blockBias;

    private Phase phase = Phase.PACK_B;
    private int taskRows;
    private int rowTasks;
    private float[] shared = new float[0];

    /** Sets the product to compute; {@code rows} stands for the shape's m. */
    MatmulJob set(MatmulShape shape, int rows, long a, long b, long bias, long c) {
        m = rows;
        n = shape.n();
        k = shape.k();
        transposeA = shape.transposeA();
        transposeB = shape.transposeB();
        aRow = 4L * shape.lda();
        bRow = 4L * shape.ldb();
        cRow = 4L * shape.ldc();
        accumulate = shape.accumulate();
        this.a = a;
        this.b = b;
        this.c = c;
        this.bias = bias;
        return this;
    }

    /** Computes the product, alone if there is no pool or too little to do. */
    void multiply(@Nullable WorkerPool pool) {
        if (m == 0 || n == 0) {
            return;
        }
        WorkerPool helpers = (long) m * n * k < LEAST_TASK ? null : pool;
        if (m == 1) {
            multiplyVector(helpers, a, transposeA ? aRow : 4, b, bRow, transposeB, n);
        } else if (n == 1 && cRow == 4 && bias == 0) {
            multiplyVector(helpers, b, transposeB ? 4 : bRow, a, aRow, !transposeA, m);
        } else if (n <= m) {
            multiplyTall(helpers);
        } else {
            multiplyWide(helpers);
        }
    }

    private void multiplyTall(@Nullable WorkerPool pool) {
        int threads = pool == null ? 1 : pool.threads();
        int depthStep = MatmulTiling.depth(k);
        int most = MatmulTiling.MAX_SHARED_FLOATS / Math.max(1, depthStep);
        int columnStep = most / MatmulTiling.COLUMNS * MatmulTiling.COLUMNS;
        for (int column = 0; column < n; column += columnStep) {
            int start = 0;
            do {
                selectDepth(start, depthStep);
                blockColumn = column;
                blockColumns = Math.min(columnStep, n - column);
                int panels = MatmulTiling.panels(blockColumns);
                share(MatmulTiling.roundUp(blockColumns, LANES) * depth);
                boolean small = (long) blockColumns * depth < LEAST_VECTOR_TASK;
                run(small ? null : pool, Phase.PACK_B, panels);
                taskRows = taskRows(threads, (long) blockColumns * depth);
                run(pool, Phase.MULTIPLY_ROWS, (m + taskRows - 1) / taskRows);
                start += depthStep;
            } while (start < k);
        }
    }

    private void multiplyWide(@Nullable WorkerPool pool) {
        int threads = pool == null ? 1 : pool.threads();
        int depthStep = MatmulTiling.depth(k);
        int most = MatmulTiling.MAX_SHARED_FLOATS / (packedRow(depthStep) * ROWS);
        int rowStep = most * ROWS;
        int panels = MatmulTiling.panels(n);
        for (int row = 0; row < m; row += rowStep) {
            int start = 0;
            do {
                selectDepth(start, depthStep);
                blockRow = row;
                blockRows = Math.min(rowStep, m - row);
                int slivers = (blockRows + ROWS - 1) / ROWS;
                share(slivers * sliverFloats);
                boolean small = (long) blockRows * depth < LEAST_VECTOR_TASK;
                taskRows = small ? blockRows : 4 * ROWS;
                run(pool, Phase.PACK_A, (blockRows + taskRows - 1) / taskRows);
                // Few panels for many threads: each is packed by several, for some rows each.
                int cuts = panels >= 2 * threads ? 1 : (2 * threads + panels - 1) / panels;
                taskRows = Math.max(8, (slivers + cuts - 1) / cuts) * ROWS;
                rowTasks = (blockRows + taskRows - 1) / taskRows;
                run(pool, Phase.MULTIPLY_PANELS, panels * rowTasks);
                start += depthStep;
            } while (start < k);
        }
    }

    private void selectDepth(int start, int step) {
        blockStart = start;
        depth = Math.min(step, k - start);
        packedRow = packedRow(depth);
        sliverFloats = ROWS * (transposeA ? depth : packedRow);
        add = accumulate || start > 0;
        blockBias = start + depth == k ? bias : 0;
    }

    /** A distance between packed rows of A that is no power of two: those would share a set. */
    private static int packedRow(int depth) {
        return MatmulTiling.roundUp(depth, 16) + 16;
    }

    /** Rows of A for a task: some tasks for each thread, none too small to be worth it. */
    private int taskRows(int threads, long multiplicationsPerRow) {
        int even = threads == 1 ? m : (m + 4 * threads - 1) / (4 * threads);
        long least = LEAST_TASK / Math.max(1, multiplicationsPerRow) + 1;
        int rows = (int) Math.min(MatmulTiling.MAX_TASK_ROWS, Math.max(even, least));
        return MatmulTiling.roundUp(rows, ROWS);
    }

    private void share(int floats) {
        if (shared.length < floats) {
            shared = new float[floats];
        }
    }

    private void run(@Nullable WorkerPool pool, Phase next, int tasks) {
        phase = next;
        if (pool != null && tasks > 1) {
            pool.run(tasks, this);
            return;
        }
        for (int i = 0; i < tasks; i++) {
            run(i);
        }
    }

    @Override
    public void run(int index) {
        switch (phase) {
            case PACK_B -> {
                int start = MatmulTiling.panelStart(index, blockColumns);
                packPanel(
                        blockColumn + start * LANES,
                        Math.min(
                                blockColumns - start * LANES,
                                MatmulTiling.panelVectors(index, blockColumns) * LANES),
                        shared,
                        start * LANES * depth,
                        MatmulTiling.panelVectors(index, blockColumns));
            }
            case MULTIPLY_ROWS -> multiplyRows(index * taskRows);
            case PACK_A -> {
                int row = index * taskRows;
                packRows(
                        blockRow + row,
                        Math.min(taskRows, blockRows - row),
                        shared,
                        row / ROWS * sliverFloats);
            }
            case MULTIPLY_PANELS -> multiplyPanel(index / rowTasks, index % rowTasks * taskRows);
            case DOTS, COMBINATION -> multiplyVectorPart(index * taskRows);
        }
    }

    private void packPanel(int column, int columns, float[] packed, int to, int vectors) {
        if (transposeB) {
            long from = b + column * bRow + 4L * blockStart;
            TransposedPanel.pack(from, bRow, depth, columns, packed, to, vectors);
        } else {
            long from = b + blockStart * bRow + 4L * column;
            MatmulPacking.panel(from, bRow, depth, columns, packed, to, vectors);
        }
    }

    private void packRows(int row, int rows, float[] packed, int to) {
        if (transposeA) {
            long from = a + blockStart * aRow + 4L * row;
            MatmulPacking.columns(from, aRow, rows, depth, packed, to);
        } else {
            long from = a + row * aRow + 4L * blockStart;
            MatmulPacking.rows(from, aRow, rows, depth, packed, to, packedRow);
        }
    }

    private void multiplyRows(int row) {
        MatmulScratch scratch = MatmulScratch.ofThread();
        int rows = Math.min(taskRows, m - row);
        int slivers = (rows + ROWS - 1) / ROWS;
        float[] packed = scratch.packed(slivers * sliverFloats);
        packRows(row, rows, packed, 0);
        int panels = MatmulTiling.panels(blockColumns);
        for (int panel = 0; panel < panels; panel++) {
            int start = MatmulTiling.panelStart(panel, blockColumns);
            int vectors = MatmulTiling.panelVectors(panel, blockColumns);
            for (int s = 0; s < slivers; s++) {
                tile(
                        packed,
                        s * sliverFloats,
                        shared,
                        start * LANES * depth,
                        vectors,
                        row + s * ROWS,
                        Math.min(ROWS, rows - s * ROWS),
                        blockColumn + start * LANES,
                        Math.min(vectors * LANES, blockColumns - start * LANES),
                        scratch.tile());
            }
        }
    }

    private void multiplyPanel(int panel, int row) {
        MatmulScratch scratch = MatmulScratch.ofThread();
        int rows = Math.min(taskRows, blockRows - row);
        int column = MatmulTiling.panelStart(panel, n) * LANES;
        int vectors = MatmulTiling.panelVectors(panel, n);
        int columns = Math.min(vectors * LANES, n - column);
        float[] packed = scratch.packed(vectors * LANES * depth);
        packPanel(column, columns, packed, 0, vectors);
        for (int r = 0; r < rows; r += ROWS) {
            tile(
                    shared,
                    (row + r) / ROWS * sliverFloats,
                    packed,
                    0,
                    vectors,
                    blockRow + row + r,
                    Math.min(ROWS, rows - r),
                    column,
                    columns,
                    scratch.tile());
        }
    }

    private void tile(
            float[] aPacked,
            int aOffset,
            float[] bPacked,
            int bOffset,
            int vectors,
            int row,
            int rows,
            int column,
            int columns,
            long edge) {
        long target = c + row * cRow + 4L * column;
        long biasHere = blockBias == 0 ? 0 : blockBias + 4L * column;
        if (rows == ROWS && columns == vectors * LANES) {
            tile(aPacked, aOffset, bPacked, bOffset, vectors, target, cRow, add, biasHere);
        } else {
            long edgeRow = 4L * vectors * LANES;
            tile(aPacked, aOffset, bPacked, bOffset, vectors, edge, edgeRow, false, 0);
            EdgeTile.write(edge, edgeRow, rows, columns, target, cRow, add, biasHere);
        }
    }

    private void tile(
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int vectors,
            long to,
            long row,
            boolean add,
            long e) {
        if (transposeA) {
            switch (vectors) {
                case 4 -> ColumnTile.wide(x, xAt, y, yAt, depth, to, row, add, e);
                case 2 -> ColumnTile.medium(x, xAt, y, yAt, depth, to, row, add, e);
                default -> ColumnTile.narrow(x, xAt, y, yAt, depth, to, row, add, e);
            }
        } else {
            switch (vectors) {
                case 4 -> RowTile.wide(x, xAt, packedRow, y, yAt, depth, to, row, add, e);
                case 2 -> RowTile.medium(x, xAt, packedRow, y, yAt, depth, to, row, add, e);
                default -> RowTile.narrow(x, xAt, packedRow, y, yAt, depth, to, row, add, e);
            }
        }
    }

    /** The product of a vector of k floats and a matrix that gives {@code outputs} floats. */
    private void multiplyVector(
            @Nullable WorkerPool pool,
            long vector,
            long vectorStep,
            long matrix,
            long matrixRow,
            boolean dots,
            int outputs) {
        int padded = MatmulTiling.roundUp(k, LANES);
        share(padded);
        if (vectorStep == 4) {
            MatmulPacking.rows(vector, 0, 1, k, shared, 0, padded);
        } else {
            for (int p = 0; p < k; p++) {
                shared[p] = NativeMemory.getFloat(vector + p * vectorStep);
            }
        }
        for (int p = k; p < padded; p++) {
            shared[p] = 0;
        }
        b = matrix;
        bRow = matrixRow;
        n = outputs;
        long parts = (long) k * outputs / LEAST_VECTOR_TASK;
        int tasks = pool == null ? 1 : Math.clamp(parts, 1, 2 * pool.threads());
        taskRows = MatmulTiling.roundUp((outputs + tasks - 1) / tasks, Math.max(16, LANES));
        run(pool, dots ? Phase.DOTS : Phase.COMBINATION, (outputs + taskRows - 1) / taskRows);
    }

    private void multiplyVectorPart(int from) {
        int to = Math.min(n, from + taskRows);
        if (phase == Phase.DOTS) {
            float[] fold = MatmulScratch.ofThread().fold;
            MatrixVector.dots(shared, k, b, bRow, from, to, c, accumulate, bias, fold);
        } else {
            MatrixVector.combination(shared, k, b, bRow, from, to, c, accumulate, bias);
        }
    }
}
