package io.steelyard.reference.internal.kernel;

import java.util.List;

/**
 * How the windows of an array lie over its cells. Cells, positions of the window and taps of the
 * window are numbered in row-major order; what a cell holds (its channels) is not part of this.
 */
public final class WindowShape {
    private final Axis[] axes;
    private final long[] cellSteps;
    private final long[] positionSteps;
    private final int[] tapSteps;
    private final int taps;

    /**
     * One axis: the tap {@code t} of the window at position {@code p} meets the cell {@code p *
     * stride - low + t * dilation} where there is such a cell.
     *
     * @param cells along the axis
     * @param positions of the window along the axis
     * @param taps of the window along the axis
     * @param low cells of padding before the axis; where negative, the first window starts inside
     */
    public record Axis(
            long cells, long positions, long taps, long stride, long low, long dilation) {
        /** Whether each position meets the cell of its number and no other. */
        public boolean isApart() {
            return taps == 1 && stride == 1 && low == 0 && positions == cells;
        }

        private long start(long position) {
            return position * stride - low;
        }

        /** The first tap of a window that meets a cell, if any does. */
        private long firstTap(long start) {
            return start >= 0 ? 0 : (-start + dilation - 1) / dilation;
        }

        /** One more than the last tap of a window that meets a cell, if any does. */
        private long endTap(long start) {
            return start >= cells ? 0 : Math.min(taps, (cells - 1 - start) / dilation + 1);
        }
    }

    public WindowShape(List<Axis> axes) {
        this.axes = axes.toArray(Axis[]::new);
        int rank = this.axes.length;
        cellSteps = new long[rank];
        positionSteps = new long[rank];
        tapSteps = new int[rank];
        long cells = 1;
        long positions = 1;
        long product = 1;
        for (int i = rank - 1; i >= 0; i--) {
            cellSteps[i] = cells;
            positionSteps[i] = positions;
            tapSteps[i] = Math.toIntExact(product);
            cells *= this.axes[i].cells();
            positions *= this.axes[i].positions();
            product = Math.multiplyExact(product, this.axes[i].taps());
        }
        taps = Math.toIntExact(product);
    }

    /** How many taps a window has. */
    public int taps() {
        return taps;
    }

    /** How many cells there are. */
    public long cells() {
        long product = 1;
        for (Axis axis : axes) {
            product *= axis.cells();
        }
        return product;
    }

    /** How many positions the window has. */
    public long positions() {
        long product = 1;
        for (Axis axis : axes) {
            product *= axis.positions();
        }
        return product;
    }

    /** Blocks of as many positions, and of as many cells, that no window joins; at least 1. */
    public long blocks() {
        return axes.length > 0 && axes[0].isApart() && axes[0].cells() > 0 ? axes[0].cells() : 1;
    }

    /** Whether each position meets the cell of its number and no other. */
    public boolean isApart() {
        for (Axis axis : axes) {
            if (!axis.isApart()) {
                return false;
            }
        }
        return true;
    }

    /** Finds the taps of the window at a position that meet a cell, in their order. */
    void cellsOf(long position, TapList found) {
        found.clear(taps);
        cellsOf(0, position, 0, 0, found);
    }

    private void cellsOf(int at, long position, long cell, int tap, TapList found) {
        if (at == axes.length) {
            found.add(cell, tap);
            return;
        }
        Axis axis = axes[at];
        long start = axis.start(position / positionSteps[at]);
        long rest = position % positionSteps[at];
        long end = axis.endTap(start);
        for (long t = axis.firstTap(start); t < end; t++) {
            cellsOf(
                    at + 1,
                    rest,
                    cell + (start + t * axis.dilation()) * cellSteps[at],
                    tap + (int) t * tapSteps[at],
                    found);
        }
    }

    /** Finds the taps, and the positions of their windows, that meet a cell; taps ascend. */
    void positionsOf(long cell, TapList found) {
        found.clear(taps);
        positionsOf(0, cell, 0, 0, found);
    }

    private void positionsOf(int at, long cell, long position, int tap, TapList found) {
        if (at == axes.length) {
            found.add(position, tap);
            return;
        }
        Axis axis = axes[at];
        long padded = cell / cellSteps[at] + axis.low();
        long rest = cell % cellSteps[at];
        for (long t = 0; t < axis.taps(); t++) {
            long start = padded - t * axis.dilation();
            if (start < 0) {
                return;
            }
            if (start % axis.stride() == 0 && start / axis.stride() < axis.positions()) {
                positionsOf(
                        at + 1,
                        rest,
                        position + start / axis.stride() * positionSteps[at],
                        tap + (int) t * tapSteps[at],
                        found);
            }
        }
    }
}
