package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution by its filter, summed over one line of positions after the other.
 * The patches of a line, whose columns overlap, are read where the cells lie, and so are the
 * gradients of the result. A block of the gradient, which belongs to a panel of outputs and to the
 * channels that one tap along the other axes meets, stays in the nearest cache meanwhile.
 */
final class ConvFilterJob implements WorkerPool.Task {
    private static final int LANES = MatmulTiling.LANES;

    /** Rows of a block: 24 KB with the columns of a panel. */
    private static final int BLOCK_ROWS = 16 * MatmulTiling.ROWS;

    private @Nullable ConvShape shape;
    private long sums;
    private long in;
    private long gradient;
    private long lines;
    private long linesPerPart;
    private int outerTaps;
    private int panels;
    private int runBlocks;

    /**
     * Writes the sums of all parts, one part {@code [groups, patch, outputs of a group]} after the
     * other.
     *
     * @param parts how many parts the lines are cut into, all as long but for the last
     */
    void run(WorkerPool pool, ConvShape shape, long sums, long in, long gradient, int parts) {
        this.shape = shape;
        this.sums = sums;
        this.in = in;
        this.gradient = gradient;
        lines = shape.windows().positions() / shape.windows().last().positions();
        linesPerPart = (lines + parts - 1) / parts;
        outerTaps = (int) (shape.windows().taps() / shape.windows().last().taps());
        panels = MatmulTiling.panels(shape.groupOutputs());
        runBlocks = (ConvRuns.length(shape) + BLOCK_ROWS - 1) / BLOCK_ROWS;
        pool.run(Math.toIntExact((long) parts * blocks(shape)), this);
        this.shape = null;
    }

    /** Blocks of a part. */
    private int blocks(ConvShape conv) {
        return Math.multiplyExact(
                conv.groups() * panels, outerTaps * ConvRuns.count(conv) * runBlocks);
    }

    @Override
    public void run(int index) {
        ConvShape conv = shape;
        if (conv == null) {
            return;
        }
        int runs = ConvRuns.count(conv);
        int part = index / blocks(conv);
        int rest = index % blocks(conv);
        int runBlock = rest % runBlocks;
        rest /= runBlocks;
        int run = rest % runs;
        rest /= runs;
        int outerTap = rest % outerTaps;
        rest /= outerTaps;
        int panel = rest % panels;
        int group = rest / panels;
        int firstRow = runBlock * BLOCK_ROWS;
        int rows = Math.min(BLOCK_ROWS, ConvRuns.length(conv) - firstRow);
        block(conv, part, group, panel, outerTap, run, firstRow, rows);
    }

    private void block(
            ConvShape conv,
            int part,
            int group,
            int panel,
            int outerTap,
            int run,
            int firstRow,
            int rows) {
        int outputs = conv.groupOutputs();
        int column = MatmulTiling.panelStart(panel, outputs) * LANES;
        int vectors = MatmulTiling.panelVectors(panel, outputs);
        int columns = Math.min(vectors * LANES, outputs - column);
        int filterRow = ConvRuns.filterRow(conv, outerTap, run) + firstRow;
        long row = 4L * outputs;
        long to =
                sums
                        + 4L * column
                        + ((long) (part * conv.groups() + group) * conv.patch() + filterRow) * row;
        for (int r = 0; r < rows; r++) {
            CopyKernels.fill(to + r * row, 0, columns);
        }
        int positions = (int) conv.windows().last().positions();
        int stretch = MatmulTiling.stretch(positions);
        long offset = ConvRuns.offset(conv, group, run) + firstRow;
        long gradientRow = 4L * conv.outputs();
        boolean inPlace =
                columns == vectors * LANES && MatmulTiling.isInPlaceDistanceOfB(conv.outputs());
        ConvScratch scratch = ConvScratch.ofThread();
        scratch.cells.set(conv, in);
        TapList taps = TapList.ofThread();
        long end = Math.min(lines, (part + 1) * linesPerPart);
        for (long line = part * linesPerPart; line < end; line++) {
            conv.windows().outerCellsOf(line, taps);
            int tap = taps.indexOfOuter(outerTap);
            if (tap < 0) {
                continue;
            }
            long a = scratch.cells.line(taps.outerPlaces[tap]) + 4 * offset;
            long b = gradient + line * positions * gradientRow + 4L * (group * outputs + column);
            long bRow = gradientRow;
            if (!inPlace) {
                bRow = 4L * vectors * LANES;
                long packed = scratch.panel.ofBytes(positions * bRow);
                MatmulPacking.panel(b, gradientRow, positions, columns, packed, vectors);
                b = packed;
            }
            for (int start = 0; start < positions; start += stretch) {
                MatmulStrip.multiply(
                        MatmulScratch.ofThread(),
                        a + 4 * start * ConvRuns.step(conv),
                        1,
                        ConvRuns.step(conv),
                        rows,
                        rows,
                        b + start * bRow,
                        bRow,
                        vectors,
                        Math.min(stretch, positions - start),
                        to,
                        row,
                        columns,
                        true,
                        0);
            }
        }
    }
}
