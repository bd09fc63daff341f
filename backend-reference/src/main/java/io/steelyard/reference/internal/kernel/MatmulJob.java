package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * One matrix product while it is computed. A thread has one of these and uses it again and again,
 * so that a product allocates nothing.
 *
 * <p>Blocks of B are packed once for all tasks, unless the caller did so. If there are rows enough
 * to share out, each task packs those of A that it multiplies, so that they lie in the cache of its
 * core; otherwise A is packed for all tasks as well and the tasks share out panels too.
 */
final class MatmulJob implements WorkerPool.Task {
    private enum Phase {
        PACK_A,
        MULTIPLY_ROWS,
        MULTIPLY_GRID
    }

    private static final int LANES = MatmulTiling.LANES;
    private static final int ROWS = MatmulTiling.ROWS;

    /** Multiplications below which a task is not worth to be handed to another thread. */
    static final long LEAST_TASK = 1 << 16;

    /** Rows of A, or of A^T, that one task packs. */
    private static final int PACK_ROWS = 64;

    /** Floats below which a copy is not handed to other threads. */
    static final long LEAST_COPY = 1 << 15;

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
    private @Nullable MatmulRows aRows;
    private boolean bInMemory; // as a matrix: neither packed already nor made while it is packed
    private long packedB;

    // The block in work: rows from blockRow, columns from blockColumn, k from blockStart.
    private int blockRow;
    private int blockRows;
    private int blockColumn;
    private int blockColumns;
    private int blockStart;
    private int depth;
    private int packedRow;
    private boolean add;
    private long blockBias;

    private Phase phase = Phase.PACK_A;
    private int taskRows;
    private int rowTasks;
    private int taskPanels;
    private float[] sharedA = new float[0];
    private final MatmulPanels panels = new MatmulPanels();
    private long blockB;
    private final MatrixVectorJob vector = new MatrixVectorJob();

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
        aRows = null;
        bInMemory = true;
        packedB = 0;
        panels.set(b, bRow, transposeB);
        return this;
    }

    /** Takes A, which is not transposed, from here and not from memory. */
    MatmulJob withRowsOfA(MatmulRows rows) {
        aRows = rows;
        return this;
    }

    /** Takes B, which is not transposed, from here and not from memory. */
    MatmulJob withRowsOfB(MatmulRows rows) {
        panels.set(rows);
        bInMemory = false;
        return this;
    }

    /** Takes B, packed as a whole by {@link #pack}, from this address. */
    MatmulJob withPackedB(long packed) {
        packedB = packed;
        bInMemory = false;
        return this;
    }

    /** Packs B for any number of products. */
    void pack(WorkerPool pool, long packed) {
        panels.packAll(pool, n, k, packed);
    }

    /** Computes the product, alone if there is no pool or too little to do. */
    void multiply(@Nullable WorkerPool pool) {
        if (m == 0 || n == 0) {
            return;
        }
        WorkerPool helpers = (long) m * n * k < LEAST_TASK ? null : pool;
        if (aRows != null || !bInMemory) {
            multiplyBlocks(helpers);
        } else if (m == 1) {
            vector.set(k, accumulate, bias, c)
                    .multiply(helpers, a, transposeA ? aRow : 4, b, bRow, transposeB, n);
        } else if (n == 1 && cRow == 4 && bias == 0) {
            vector.set(k, accumulate, bias, c)
                    .multiply(helpers, b, transposeB ? 4 : bRow, a, aRow, !transposeA, m);
        } else {
            multiplyBlocks(helpers);
        }
    }

    private void multiplyBlocks(@Nullable WorkerPool pool) {
        int threads = pool == null ? 1 : pool.threads();
        int depthStep = MatmulTiling.depth(k);
        int columnStep = MatmulTiling.columns(k);
        boolean manyRows = m >= 8 * ROWS * threads;
        for (int column = 0; column < n; column += columnStep) {
            blockColumn = column;
            blockColumns = Math.min(columnStep, n - column);
            int start = 0;
            do {
                selectDepth(start, depthStep);
                blockB =
                        packedB == 0
                                ? panels.pack(pool, column, blockColumns, start, depth)
                                : packedB + 4 * MatmulPanels.offset(k, column, blockColumns, start);
                if (manyRows) {
                    taskRows = taskRows(threads);
                    run(pool, Phase.MULTIPLY_ROWS, (m + taskRows - 1) / taskRows);
                } else {
                    multiplyGrid(pool, threads);
                }
                start += depthStep;
            } while (start < k);
        }
    }

    /**
     * All rows of C, with A packed for all tasks, in blocks that the shared memory has room for.
     */
    private void multiplyGrid(@Nullable WorkerPool pool, int threads) {
        int rowStep = MatmulTiling.MAX_SHARED_ROWS_FLOATS / (packedRow * ROWS) * ROWS;
        for (int row = 0; row < m; row += rowStep) {
            blockRow = row;
            blockRows = Math.min(rowStep, m - row);
            int slivers = (blockRows + ROWS - 1) / ROWS;
            int floats = slivers * ROWS * packedRow;
            if (sharedA.length < floats) {
                sharedA = new float[floats];
            }
            int length = transposeA ? depth : blockRows;
            run(
                    floats < LEAST_COPY ? null : pool,
                    Phase.PACK_A,
                    (length + PACK_ROWS - 1) / PACK_ROWS);
            int panels = MatmulTiling.panels(blockColumns);
            long work = (long) blockRows * blockColumns * depth;
            int wanted = Math.clamp(work / LEAST_TASK, 1, threads == 1 ? 1 : 4 * threads);
            taskPanels = (panels + wanted - 1) / wanted;
            int panelTasks = (panels + taskPanels - 1) / taskPanels;
            int cuts = Math.min(slivers, (wanted + panelTasks - 1) / panelTasks);
            taskRows = Math.min(MatmulTiling.MAX_TASK_ROWS, (slivers + cuts - 1) / cuts * ROWS);
            rowTasks = (blockRows + taskRows - 1) / taskRows;
            run(pool, Phase.MULTIPLY_GRID, panelTasks * rowTasks);
        }
    }

    private void selectDepth(int start, int step) {
        blockStart = start;
        depth = Math.min(step, k - start);
        // No power of two: rows at such a distance would share a set of the cache.
        packedRow = MatmulTiling.roundUp(depth, 16) + 16;
        add = accumulate || start > 0;
        blockBias = start + depth == k ? bias : 0;
    }

    /**
     * Rows of A for a task: some tasks for each thread, none too small to be worth it. Where the
     * block of B fits no second-level cache, which every task reads from further away, tasks are as
     * large as they may be and as many for each thread as for the others.
     */
    private int taskRows(int threads) {
        long block = (long) blockColumns * depth;
        int most = MatmulTiling.MAX_TASK_ROWS * threads;
        int perThread = block > MatmulTiling.MAX_SHARED_ROWS_FLOATS ? (m + most - 1) / most : 4;
        int even = threads == 1 ? m : (m + perThread * threads - 1) / (perThread * threads);
        long least = LEAST_TASK / Math.max(1, block) + 1;
        int rows = (int) Math.min(MatmulTiling.MAX_TASK_ROWS, Math.max(even, least));
        return MatmulTiling.roundUp(rows, ROWS);
    }

    private void run(@Nullable WorkerPool pool, Phase next, int tasks) {
        phase = next;
        WorkerPool.run(pool, tasks, this);
    }

    @Override
    public void run(int index) {
        switch (phase) {
            case PACK_A -> packA(index * PACK_ROWS);
            case MULTIPLY_ROWS -> multiplyRows(index * taskRows);
            case MULTIPLY_GRID -> {
                int row = index % rowTasks * taskRows;
                int panel = index / rowTasks * taskPanels;
                multiplyTiles(
                        sharedA,
                        row * packedRow,
                        blockRow + row,
                        Math.min(taskRows, blockRows - row),
                        panel,
                        Math.min(panel + taskPanels, MatmulTiling.panels(blockColumns)));
            }
        }
    }

    private void packA(int start) {
        if (transposeA) {
            long from = a + (blockStart + start) * aRow + 4L * blockRow;
            int rows = Math.min(PACK_ROWS, depth - start);
            long room = MatmulScratch.ofThread().transposed();
            MatmulPacking.transposedRows(
                    from, aRow, blockRows, rows, sharedA, start, packedRow, room);
        } else {
            int rows = Math.min(PACK_ROWS, blockRows - start);
            packRows(blockRow + start, rows, sharedA, start * packedRow);
        }
    }

    private void packRows(int row, int rows, float[] packed, int at) {
        if (aRows != null) {
            aRows.pack(row, rows, blockStart, depth, packed, at, packedRow);
        } else if (transposeA) {
            long from = a + blockStart * aRow + 4L * row;
            long room = MatmulScratch.ofThread().transposed();
            MatmulPacking.transposedRows(from, aRow, rows, depth, packed, at, packedRow, room);
        } else {
            long from = a + row * aRow + 4L * blockStart;
            MatmulPacking.rows(from, aRow, rows, depth, packed, at, packedRow);
        }
    }

    private void multiplyRows(int row) {
        int rows = Math.min(taskRows, m - row);
        float[] packed =
                MatmulScratch.ofThread().packed(MatmulTiling.roundUp(rows, ROWS) * packedRow);
        packRows(row, rows, packed, 0);
        multiplyTiles(packed, 0, row, rows, 0, MatmulTiling.panels(blockColumns));
    }

    /** The tiles of some rows, which are packed from {@code at} on, and some panels. */
    private void multiplyTiles(
            float[] packed, int at, int row, int rows, int panelFrom, int panelTo) {
        long edge = MatmulScratch.ofThread().tile();
        int step = Math.max(1, MatmulTiling.stretch(depth));
        for (int panel = panelFrom; panel < panelTo; panel++) {
            int column = MatmulTiling.panelStart(panel, blockColumns) * LANES;
            int vectors = MatmulTiling.panelVectors(panel, blockColumns);
            int columns = Math.min(vectors * LANES, blockColumns - column);
            int start = 0;
            do {
                int height;
                for (int r = 0; r < rows; r += height) {
                    height = MatmulTiling.height(rows - r, vectors);
                    tile(
                            packed,
                            at + r * packedRow + start,
                            blockB + 4L * (column * (long) depth + start * vectors * LANES),
                            start,
                            Math.min(step, depth - start),
                            vectors,
                            row + r,
                            height,
                            Math.min(height, rows - r),
                            blockColumn + column,
                            columns,
                            edge);
                }
                start += step;
            } while (start < depth);
        }
    }

    /** A tile, summed over a stretch of the block of k. */
    private void tile(
            float[] packed,
            int at,
            long panel,
            int start,
            int length,
            int vectors,
            int row,
            int height,
            int rows,
            int column,
            int columns,
            long edge) {
        long target = c + row * cRow + 4L * column;
        boolean adding = add || start > 0;
        boolean last = start + length == depth;
        long biasHere = blockBias == 0 || !last ? 0 : blockBias + 4L * column;
        boolean low = height < ROWS;
        if (rows == height && columns == vectors * LANES) {
            sums(low, packed, at, panel, length, vectors, target, cRow, adding, biasHere);
        } else {
            long edgeRow = 4L * vectors * LANES;
            sums(low, packed, at, panel, length, vectors, edge, edgeRow, false, 0);
            EdgeTile.write(edge, edgeRow, rows, columns, target, cRow, adding, biasHere);
        }
    }

    private void sums(
            boolean low,
            float[] packed,
            int at,
            long panel,
            int length,
            int vectors,
            long to,
            long toRow,
            boolean adding,
            long biasHere) {
        int row = packedRow;
        long panelRow = 4L * vectors * LANES;
        if (low) {
            MatmulLowTile.wide(
                    packed, at, row, panel, panelRow, length, to, toRow, adding, biasHere);
            return;
        }
        switch (vectors) {
            case 4 ->
                    MatmulTile.wide(
                            packed, at, row, panel, panelRow, length, to, toRow, adding, biasHere);
            case 2 ->
                    MatmulTile.medium(
                            packed, at, row, panel, panelRow, length, to, toRow, adding, biasHere);
            default ->
                    MatmulTile.narrow(
                            packed, at, row, panel, panelRow, length, to, toRow, adding, biasHere);
        }
    }
}
