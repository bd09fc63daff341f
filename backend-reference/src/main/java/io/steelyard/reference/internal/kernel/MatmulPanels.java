package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * B of a matrix product as panels, which lie in native memory: there a panel begins with a line of
 * the cache, and no vector of it lies in two.
 *
 * <p>B is cut into blocks of columns and of k. In a block one panel follows the other, each {@code
 * [depth, width]} and padded with zeros to whole vectors. What is packed as a whole has the blocks
 * of the first columns first, in each of them those of the first k.
 */
final class MatmulPanels implements WorkerPool.Task {
    private static final int LANES = MatmulTiling.LANES;

    /** Stretch of k that one task packs. */
    private static final int PACK_DEPTH = 64;

    /** Rows of k that are packed at a time. */
    private static final int GROUP = 8;

    private final ScratchMemory memory = new ScratchMemory();
    private long b;
    private long bRow;
    private boolean transposed;
    private boolean bfloat16;
    private @Nullable MatmulRows rows;

    // The block in work.
    private long to;
    private int column;
    private int columns;
    private int start;
    private int depth;
    private int firstPanel;

    /** Takes B, F32 or BF16, from memory, rows {@code bRow} bytes apart. */
    void set(long b, long bRow, boolean transposed, boolean bfloat16) {
        this.b = b;
        this.bRow = bRow;
        this.transposed = transposed;
        this.bfloat16 = bfloat16;
        rows = null;
    }

    /** Takes B, which is not transposed, from here and not from memory. */
    void set(MatmulRows rows) {
        this.rows = rows;
        bfloat16 = false;
    }

    /** Floats of a B that is packed as a whole. */
    static long floats(int n, int k) {
        return (long) MatmulTiling.roundUp(n, LANES) * k;
    }

    /** Where a block begins in a B that is packed as a whole, in floats. */
    static long offset(int k, int column, int columns, int start) {
        return (long) column * k + (long) MatmulTiling.roundUp(columns, LANES) * start;
    }

    /** Packs B as a whole. */
    void packAll(WorkerPool pool, int n, int k, long packed) {
        int depthStep = MatmulTiling.depth(k);
        int columnStep = MatmulTiling.columns(k);
        for (int i = 0; i < n; i += columnStep) {
            int width = Math.min(columnStep, n - i);
            for (int p = 0; p < k; p += depthStep) {
                long at = packed + 4 * offset(k, i, width, p);
                pack(pool, i, width, p, Math.min(depthStep, k - p), 0, at);
            }
        }
    }

    /** Packs a block from one of its panels on; returns where it lies until the next one. */
    long pack(
            @Nullable WorkerPool pool,
            int column,
            int columns,
            int start,
            int depth,
            int firstPanel) {
        long address = memory.ofBytes(4 * floats(columns, depth));
        pack(pool, column, columns, start, depth, firstPanel, address);
        return address;
    }

    /** Packs a block from one of its panels on, to this address. */
    void pack(
            @Nullable WorkerPool pool,
            int column,
            int columns,
            int start,
            int depth,
            int firstPanel,
            long to) {
        this.column = column;
        this.columns = columns;
        this.start = start;
        this.depth = depth;
        this.firstPanel = firstPanel;
        this.to = to;
        int tasks =
                transposed
                        ? MatmulTiling.panels(columns) - firstPanel
                        : (depth + PACK_DEPTH - 1) / PACK_DEPTH;
        boolean alone = floats(columns, depth) < MatmulJob.LEAST_COPY;
        WorkerPool.run(alone ? null : pool, tasks, this);
    }

    @Override
    public void run(int index) {
        if (transposed) {
            packTransposed(firstPanel + index);
            return;
        }
        int panels = MatmulTiling.panels(columns);
        int end = Math.min(depth, (index + 1) * PACK_DEPTH);
        for (int p = index * PACK_DEPTH; p < end; p += GROUP) {
            for (int panel = firstPanel; panel < panels; panel++) {
                packRows(panel, p, Math.min(GROUP, end - p));
            }
        }
    }

    private void packTransposed(int panel) {
        int first = MatmulTiling.panelStart(panel, columns) * LANES;
        int width = MatmulTiling.panelVectors(panel, columns) * LANES;
        int there = Math.min(width, columns - first);
        long at = to + 4L * first * depth;
        if (bfloat16) {
            long from = b + (column + first) * bRow + 2L * start;
            long floats = MatmulScratch.ofThread().converted(4L * there * depth);
            convert(from, there, depth, floats, depth);
            Transposition.copy(floats, 4L * depth, there, depth, at, 4L * width);
        } else {
            long from = b + (column + first) * bRow + 4L * start;
            Transposition.copy(from, bRow, there, depth, at, 4L * width);
        }
        clear(at, there, width, depth);
    }

    /** Makes F32 of rows of BF16; those go {@code toRow} floats apart. */
    private void convert(long from, int count, int columns, long at, int toRow) {
        for (int row = 0; row < count; row++) {
            HalfKernels.bfloat16ToFloat(at + 4L * row * toRow, from + row * bRow, columns);
        }
    }

    /** Pads rows of a panel with zeros. */
    private static void clear(long at, int there, int width, int rows) {
        for (int p = 0; p < rows; p++) {
            for (int i = there; i < width; i++) {
                NativeMemory.setFloat(at + 4L * (p * width + i), 0);
            }
        }
    }

    /** Rows of k of a panel, which are rows of B. */
    private void packRows(int panel, int p, int count) {
        int first = MatmulTiling.panelStart(panel, columns) * LANES;
        int vectors = MatmulTiling.panelVectors(panel, columns);
        int width = vectors * LANES;
        int there = Math.min(width, columns - first);
        long at = to + 4L * (first * (long) depth + (long) p * width);
        if (rows == null && bfloat16) {
            long from = b + (start + p) * bRow + 2L * (column + first);
            convert(from, count, there, at, width);
            clear(at, there, width, count);
            return;
        }
        if (rows == null) {
            long from = b + (start + p) * bRow + 4L * (column + first);
            MatmulPacking.panel(from, bRow, count, there, at, vectors);
            return;
        }
        rows.pack(start + p, count, column + first, there, at, width);
        clear(at, there, width, count);
    }
}
