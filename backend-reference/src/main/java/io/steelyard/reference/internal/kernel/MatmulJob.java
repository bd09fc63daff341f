package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * One matrix product while it is computed. A thread has one of these and uses it again and again,
 * so that a product allocates nothing.
 *
 * <p>Operands are read where they lie if few tiles read them. Otherwise blocks of B are packed once
 * for all tasks, unless the caller did so. If there are rows enough to share out, each task packs
 * those of A that it multiplies, so that they lie in the cache of its core; if there are not, A is
 * packed for all tasks as well and the tasks share out panels too.
 */
final class MatmulJob implements WorkerPool.Task {
    private enum Phase {
        PACK_A,
        MULTIPLY_ROWS,
        MULTIPLY_GRID
    }

    private static final int LANES = MatmulTiling.LANES;
    private static final int ROWS = MatmulTiling.ROWS;

    /** Rows of A, or of A^T, that one task packs. */
    private static final int PACK_ROWS = 64;

    /** Floats below which a copy is not handed to other threads. */
    static final long LEAST_COPY = 1 << 15;

    private int m;
    private int n;
    private int k;
    private boolean transposeB;
    private long bRow;
    private long cRow;
    private boolean accumulate;
    private long b;
    private long c;
    private long bias;
    private final MatmulLeft left = new MatmulLeft();
    private boolean bfloat16; // B; the others are F32
    private boolean bInMemory; // as a matrix: neither packed already nor made while it is packed
    private long packedB;
    private @Nullable MatmulEpilogue epilogue;

    // The block in work: rows from blockRow, columns from blockColumn, k from blockStart.
    private int blockRow;
    private int blockRows;
    private int blockColumn;
    private int blockColumns;
    private int blockStart;
    private int depth;
    private boolean aInPlace;
    private boolean bInPlace;
    private boolean add;
    private long blockBias;
    private boolean finishing; // tasks finish whole rows of C

    private Phase phase = Phase.PACK_A;
    private int taskRows;
    private int rowTasks;
    private int taskPanels;
    private final ScratchMemory sharedA = new ScratchMemory();
    private final MatmulPanels panels = new MatmulPanels();
    private long sharedRows;
    private long blockB;
    private final MatmulVectors vectors = new MatmulVectors();

    /** Sets the product to compute; {@code rows} stands for the shape's m. */
    MatmulJob set(MatmulShape shape, int rows, long a, long b, long bias, long c) {
        m = rows;
        n = shape.n();
        k = shape.k();
        transposeB = shape.transposeB();
        bRow = 4L * shape.ldb();
        cRow = 4L * shape.ldc();
        accumulate = shape.accumulate();
        left.set(shape, a);
        this.b = b;
        this.c = c;
        this.bias = bias;
        bfloat16 = false;
        bInMemory = true;
        packedB = 0;
        panels.set(b, bRow, transposeB, false);
        epilogue = null;
        return this;
    }

    /** Sums over so many elements alone, the first ones. */
    MatmulJob withDepth(int length) {
        k = length;
        return this;
    }

    /** Puts the product where rows are so many floats apart. */
    MatmulJob into(int row, boolean accumulate) {
        cRow = 4L * row;
        this.accumulate = accumulate;
        return this;
    }

    /** Takes A, which is not transposed, from here and not from memory. */
    MatmulJob withRowsOfA(MatmulRows rows) {
        left.set(rows);
        return this;
    }

    /** Takes B, which is not transposed, from here and not from memory. */
    MatmulJob withRowsOfB(MatmulRows rows) {
        panels.set(rows);
        bInMemory = false;
        return this;
    }

    /** Takes B as BF16. */
    MatmulJob withBFloat16B() {
        bRow /= 2;
        bfloat16 = true;
        bInMemory = false;
        panels.set(b, bRow, transposeB, true);
        return this;
    }

    /** Takes B, packed as a whole by {@link #pack}, from this address. */
    MatmulJob withPackedB(long packed) {
        packedB = packed;
        bInMemory = false;
        return this;
    }

    /** Hands each row of C on to this, when it is there. */
    MatmulJob withEpilogue(@Nullable MatmulEpilogue following) {
        epilogue = following;
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
        finishing = false;
        compute((long) m * n * k < MatmulTasks.LEAST_WORK ? null : pool);
        if (epilogue != null && !finishing) {
            epilogue.rows(0, m);
        }
    }

    private void compute(@Nullable WorkerPool helpers) {
        if (left.isInMemory() && (bInMemory || bfloat16)) {
            n =
                    vectors.multiply(
                            helpers,
                            left,
                            m,
                            n,
                            k,
                            b,
                            bRow,
                            bfloat16,
                            transposeB,
                            accumulate,
                            bias,
                            c,
                            cRow);
        }
        if (n > 0) {
            multiplyBlocks(helpers);
        }
    }

    private void multiplyBlocks(@Nullable WorkerPool pool) {
        int threads = pool == null ? 1 : pool.threads();
        int depthStep = MatmulTiling.depth(k);
        int columnStep = MatmulTiling.columns(k);
        boolean manyRows = m >= MatmulTasks.manyRows(threads);
        for (int column = 0; column < n; column += columnStep) {
            blockColumn = column;
            blockColumns = Math.min(columnStep, n - column);
            int start = 0;
            do {
                selectDepth(start, depthStep);
                chooseWhereToRead();
                prepareB(pool);
                if (manyRows) {
                    finishing = blockColumns == n && start + depthStep >= k;
                    taskRows = MatmulTasks.rows(m, (long) blockColumns * depth, threads);
                    run(pool, Phase.MULTIPLY_ROWS, (m + taskRows - 1) / taskRows);
                } else {
                    multiplyGrid(pool, threads);
                }
                start += depthStep;
            } while (start < k);
        }
    }

    /**
     * All rows of C. If A is packed, then for all tasks, in blocks that the shared memory has room
     * for.
     */
    private void multiplyGrid(@Nullable WorkerPool pool, int threads) {
        int rowStep =
                aInPlace
                        ? m
                        : Math.max(
                                ROWS,
                                MatmulTiling.MAX_SHARED_ROWS_FLOATS
                                        / Math.max(1, depth)
                                        / ROWS
                                        * ROWS);
        for (int row = 0; row < m; row += rowStep) {
            blockRow = row;
            blockRows = Math.min(rowStep, m - row);
            if (!aInPlace) {
                long floats = left.packedFloats(blockRows, depth);
                sharedRows = sharedA.ofBytes(4 * floats);
                int length = left.lines(blockRows, depth);
                run(
                        floats < LEAST_COPY ? null : pool,
                        Phase.PACK_A,
                        (length + PACK_ROWS - 1) / PACK_ROWS);
            }
            int slivers = (blockRows + ROWS - 1) / ROWS;
            int panels = MatmulTiling.panels(blockColumns);
            long work = (long) blockRows * blockColumns * depth;
            int wanted =
                    Math.clamp(work / MatmulTasks.LEAST_WORK, 1, threads == 1 ? 1 : 4 * threads);
            taskPanels = (panels + wanted - 1) / wanted;
            int panelTasks = (panels + taskPanels - 1) / taskPanels;
            int cuts = Math.min(slivers, (wanted + panelTasks - 1) / panelTasks);
            taskRows = Math.min(MatmulTiling.MAX_TASK_ROWS, (slivers + cuts - 1) / cuts * ROWS);
            rowTasks = (blockRows + taskRows - 1) / taskRows;
            run(pool, Phase.MULTIPLY_GRID, panelTasks * rowTasks);
        }
    }

    /**
     * B is read where it lies if few tiles read it, unless its rows are at a distance at which they
     * share a set of the cache: to be packed would cost less.
     */
    private void chooseWhereToRead() {
        int panels = MatmulTiling.panels(blockColumns);
        aInPlace = left.isReadInPlace(panels);
        bInPlace =
                bInMemory
                        && !transposeB
                        && m <= MatmulTiling.MAX_ROWS_IN_PLACE
                        && MatmulTiling.isInPlaceDistanceOfB(bRow / 4);
    }

    private void prepareB(@Nullable WorkerPool pool) {
        if (packedB != 0) {
            blockB = packedB + 4 * MatmulPanels.offset(k, blockColumn, blockColumns, blockStart);
            return;
        }
        int panelCount = MatmulTiling.panels(blockColumns);
        boolean whole = blockColumns % LANES == 0;
        int first = !bInPlace ? 0 : whole ? panelCount : panelCount - 1;
        if (first < panelCount) {
            blockB = panels.pack(pool, blockColumn, blockColumns, blockStart, depth, first);
        }
    }

    private void selectDepth(int start, int step) {
        blockStart = start;
        depth = Math.min(step, k - start);
        add = accumulate || start > 0;
        blockBias = start + depth == k ? bias : 0;
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
                int panelEnd = Math.min(panel + taskPanels, MatmulTiling.panels(blockColumns));
                int rows = Math.min(taskRows, blockRows - row);
                if (aInPlace) {
                    multiplyInPlace(blockRow + row, rows, panel, panelEnd);
                } else {
                    int packed = left.packedLine(blockRows, depth);
                    long from = sharedRows + 4L * row * (left.isTransposed() ? 1 : packed);
                    multiplyPacked(from, packed, blockRow + row, rows, panel, panelEnd);
                }
            }
        }
    }

    private void packA(int line) {
        int count = Math.min(PACK_ROWS, left.lines(blockRows, depth) - line);
        long to = sharedRows + 4L * line * left.packedLine(blockRows, depth);
        left.pack(blockRow, blockRows, blockStart, depth, line, count, to);
    }

    private void multiplyRows(int row) {
        int rows = Math.min(taskRows, m - row);
        int panels = MatmulTiling.panels(blockColumns);
        if (aInPlace) {
            multiplyInPlace(row, rows, 0, panels);
        } else {
            long packed = MatmulScratch.ofThread().packed(4 * left.packedFloats(rows, depth));
            left.pack(row, rows, blockStart, depth, 0, left.lines(rows, depth), packed);
            multiplyPacked(packed, left.packedLine(rows, depth), row, rows, 0, panels);
        }
        if (finishing && epilogue != null) {
            epilogue.rows(row, row + rows);
        }
    }

    private void multiplyInPlace(int row, int rows, int panelFrom, int panelTo) {
        long from = left.at(row, blockStart);
        multiplyPanels(from, left.row(), left.step(), row, rows, m - row, panelFrom, panelTo);
    }

    private void multiplyPacked(
            long packed, int packedLine, int row, int rows, int panelFrom, int panelTo) {
        int readable = MatmulTiling.roundUp(rows, ROWS);
        if (left.isTransposed()) {
            multiplyPanels(packed, 1, packedLine, row, rows, readable, panelFrom, panelTo);
        } else {
            multiplyPanels(packed, packedLine, 1, row, rows, readable, panelFrom, panelTo);
        }
    }

    /** Some rows, which lie from {@code from} on, and some panels. */
    private void multiplyPanels(
            long from,
            long fromRow,
            long fromStep,
            int row,
            int rows,
            int readable,
            int panelFrom,
            int panelTo) {
        MatmulScratch scratch = MatmulScratch.ofThread();
        int step = Math.max(1, MatmulTiling.stretch(depth));
        for (int panel = panelFrom; panel < panelTo; panel++) {
            int column = MatmulTiling.panelStart(panel, blockColumns) * LANES;
            int vectors = MatmulTiling.panelVectors(panel, blockColumns);
            int columns = Math.min(vectors * LANES, blockColumns - column);
            boolean inPlace = bInPlace && columns == vectors * LANES;
            long panelRow = inPlace ? bRow : 4L * vectors * LANES;
            long panelStart =
                    inPlace
                            ? b + blockStart * bRow + 4L * (blockColumn + column)
                            : blockB + 4L * column * depth;
            long to = c + row * cRow + 4L * (blockColumn + column);
            int start = 0;
            do {
                int length = Math.min(step, depth - start);
                boolean last = start + length == depth;
                MatmulStrip.multiply(
                        scratch,
                        from + 4 * start * fromStep,
                        fromRow,
                        fromStep,
                        rows,
                        readable,
                        panelStart + start * panelRow,
                        panelRow,
                        vectors,
                        length,
                        to,
                        cRow,
                        columns,
                        add || start > 0,
                        blockBias == 0 || !last ? 0 : blockBias + 4L * column);
                start += step;
            } while (start < depth);
        }
    }
}
