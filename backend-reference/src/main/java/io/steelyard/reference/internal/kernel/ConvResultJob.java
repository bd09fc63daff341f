package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * The result of a convolution, a line of positions after the other. The patches of a line are rows
 * that overlap, which tiles read where the cells lie: for each tap along the other axes, what the
 * windows meet along the last is one row of channels after the other.
 */
final class ConvResultJob implements WorkerPool.Task {
    private static final int LANES = MatmulTiling.LANES;

    /** Channels in a row that make up for reading and writing the sums once more. */
    private static final int LEAST_RUN = 16;

    private final MatmulPanels panels = new MatmulPanels();
    private final ScratchMemory memory = new ScratchMemory();
    private @Nullable ConvShape shape;
    private long out;
    private long in;
    private long filter;
    private long groupFloats;
    private long lines;
    private long linesPerTask;

    /** Whether this is faster than to multiply patches that are packed. */
    static boolean isWorth(ConvShape shape) {
        long positions = shape.windows().last().positions();
        return ConvRuns.length(shape) >= LEAST_RUN
                && positions <= Integer.MAX_VALUE / 2
                && 4L * MatmulTiling.tiledRows((int) positions) <= 5 * positions;
    }

    /** Computes the result. */
    void run(WorkerPool pool, ConvShape shape, long out, long in, long filter) {
        this.shape = shape;
        this.out = out;
        this.in = in;
        pack(pool, shape, filter);
        long positions = shape.windows().last().positions();
        lines = shape.windows().positions() / positions;
        long work = Math.max(1, positions * shape.patch() * shape.outputs());
        long even = (lines + 8L * pool.threads() - 1) / (8L * pool.threads());
        linesPerTask = Math.max(even, MatmulTasks.LEAST_WORK / work + 1);
        pool.run(Math.toIntExact((lines + linesPerTask - 1) / linesPerTask), this);
        this.shape = null;
    }

    private void pack(WorkerPool pool, ConvShape shape, long from) {
        int outputs = shape.groupOutputs();
        groupFloats = MatmulPanels.floats(outputs, shape.patch());
        filter = memory.ofBytes(4 * groupFloats * shape.groups());
        panels.set(from, 4L * shape.outputs(), false, false);
        for (int group = 0; group < shape.groups(); group++) {
            long to = filter + 4 * group * groupFloats;
            panels.pack(pool, group * outputs, outputs, 0, shape.patch(), 0, to);
        }
    }

    @Override
    public void run(int index) {
        ConvShape conv = shape;
        if (conv == null) {
            return;
        }
        ConvCells cells = ConvScratch.ofThread().cells;
        cells.set(conv, in);
        TapList taps = TapList.ofThread();
        long end = Math.min(lines, (index + 1) * linesPerTask);
        for (long line = index * linesPerTask; line < end; line++) {
            conv.windows().outerCellsOf(line, taps);
            for (int group = 0; group < conv.groups(); group++) {
                for (int panel = 0; panel < MatmulTiling.panels(conv.groupOutputs()); panel++) {
                    multiply(conv, cells, taps, line, group, panel);
                }
            }
        }
    }

    /** The outputs of one panel for a line. */
    private void multiply(
            ConvShape conv, ConvCells cells, TapList taps, long line, int group, int panel) {
        int column = MatmulTiling.panelStart(panel, conv.groupOutputs()) * LANES;
        int vectors = MatmulTiling.panelVectors(panel, conv.groupOutputs());
        int columns = Math.min(vectors * LANES, conv.groupOutputs() - column);
        long panelRow = 4L * vectors * LANES;
        long panelAt = filter + 4 * (group * groupFloats + (long) column * conv.patch());
        int positions = (int) conv.windows().last().positions();
        long row = 4L * conv.outputs();
        long to = out + line * positions * row + 4L * (group * conv.groupOutputs() + column);
        MatmulScratch scratch = MatmulScratch.ofThread();
        int length = ConvRuns.length(conv);
        int stretch = MatmulTiling.stretch(length);
        boolean add = false;
        for (int i = 0; i < taps.outerCount; i++) {
            long from = cells.line(taps.outerPlaces[i]);
            for (int run = 0; run < ConvRuns.count(conv); run++) {
                long a = from + 4 * ConvRuns.offset(conv, group, run);
                long b = panelAt + ConvRuns.filterRow(conv, taps.outerTaps[i], run) * panelRow;
                for (int start = 0; start < length; start += stretch) {
                    MatmulStrip.multiply(
                            scratch,
                            a + 4L * start,
                            ConvRuns.step(conv),
                            1,
                            positions,
                            positions,
                            b + start * panelRow,
                            panelRow,
                            vectors,
                            Math.min(stretch, length - start),
                            to,
                            row,
                            columns,
                            add,
                            0);
                    add = true;
                }
            }
        }
        if (!add) {
            clear(to, row, positions, columns);
        }
    }

    /** What meets nothing but padding is 0. */
    private static void clear(long to, long row, int positions, int columns) {
        for (int p = 0; p < positions; p++) {
            CopyKernels.fill(to + p * row, 0, columns);
        }
    }
}
