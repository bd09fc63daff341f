package io.steelyard.reference.internal.kernel;

import java.util.List;

/**
 * How the windows of an array lie over its cells. Cells, positions of the window and taps of the
 * window are numbered in row-major order; what a cell holds (its channels) is not part of this.
 */
public final class WindowShape {
    private static final Axis SINGLE = new Axis(1, 1, 1, 1, 0, 1);

    private final Axis[] axes;
    private final Axis[] outer;
    private final Axis last;
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

        long start(long position) {
            return position * stride - low;
        }

        /** The axis of the windows that a cell lies in: its cells are the positions of this one. */
        private Axis reversed() {
            return new Axis(positions, cells, taps, 1, (taps - 1) * dilation - low, dilation);
        }

        /** The first tap of a window that meets a cell, if any does. */
        long firstTap(long start) {
            return start >= 0 ? 0 : (-start + dilation - 1) / dilation;
        }

        /** One more than the last tap of a window that meets a cell, if any does. */
        long endTap(long start) {
            return start >= cells ? 0 : Math.min(taps, (cells - 1 - start) / dilation + 1);
        }
    }

    public WindowShape(List<Axis> axes) {
        this.axes = axes.toArray(Axis[]::new);
        int rank = Math.max(0, axes.size() - 1);
        outer = axes.subList(0, rank).toArray(Axis[]::new);
        last = axes.isEmpty() ? SINGLE : axes.getLast();
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
            cells *= outer[i].cells();
            positions *= outer[i].positions();
            product = Math.multiplyExact(product, outer[i].taps());
        }
        taps = Math.toIntExact(Math.multiplyExact(product, last.taps()));
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

    /** Whether the window moves on by one cell from each position to the next, on all axes. */
    public boolean isDense() {
        for (Axis axis : axes) {
            if (axis.stride() != 1) {
                return false;
            }
        }
        return true;
    }

    /** Whether each cell lies in exactly one window. */
    public boolean isPartition() {
        for (Axis axis : axes) {
            boolean sideBySide =
                    axis.taps() == axis.stride()
                            && axis.dilation() == 1
                            && axis.low() == 0
                            && axis.positions() * axis.stride() == axis.cells();
            if (!sideBySide) {
                return false;
            }
        }
        return true;
    }

    /**
     * Windows over the positions of this one, at the cells of this one, with the taps in reverse
     * order: tap {@code t} at {@code c} meets {@code p} where tap {@code taps - 1 - t} of this one
     * at {@code p} meets {@code c}. Only for dense ones.
     */
    public WindowShape reversed() {
        return new WindowShape(List.of(axes).stream().map(Axis::reversed).toList());
    }

    /** The last axis; one of a single cell where there is none. */
    Axis last() {
        return last;
    }

    /** Finds the taps of the window at a position that meet a cell, in their order. */
    void cellsOf(long position, TapList found) {
        long row = position / last.positions();
        outerCellsOf(row, found);
        long start = last.start(position - row * last.positions());
        int first = (int) last.firstTap(start);
        int end = (int) last.endTap(start);
        int count = 0;
        for (int i = 0; i < found.outerCount; i++) {
            long cell = found.outerPlaces[i] * last.cells() + start;
            int tap = found.outerTaps[i] * (int) last.taps();
            for (int t = first; t < end; t++) {
                found.places[count] = cell + t * last.dilation();
                found.taps[count] = tap + t;
                count++;
            }
        }
        found.count = count;
    }

    /** Finds, for a row of positions, the outer taps that meet a row of cells, in their order. */
    void outerCellsOf(long row, TapList found) {
        if (!found.holds(this, true, row)) {
            found.clear(this, true, row);
            outerCellsOf(0, row, 0, 0, found);
        }
    }

    private void outerCellsOf(int at, long position, long cell, int tap, TapList found) {
        if (at == outer.length) {
            found.addOuter(cell, tap);
            return;
        }
        Axis axis = outer[at];
        long start = axis.start(position / positionSteps[at]);
        long rest = position % positionSteps[at];
        long end = axis.endTap(start);
        for (long t = axis.firstTap(start); t < end; t++) {
            outerCellsOf(
                    at + 1,
                    rest,
                    cell + (start + t * axis.dilation()) * cellSteps[at],
                    tap + (int) t * tapSteps[at],
                    found);
        }
    }

    /** Finds the taps, and the positions of their windows, that meet a cell; taps ascend. */
    void positionsOf(long cell, TapList found) {
        long row = cell / last.cells();
        if (!found.holds(this, false, row)) {
            found.clear(this, false, row);
            outerPositionsOf(0, row, 0, 0, found);
        }
        long padded = cell - row * last.cells() + last.low();
        int count = 0;
        for (int i = 0; i < found.outerCount; i++) {
            long position = found.outerPlaces[i] * last.positions();
            int tap = found.outerTaps[i] * (int) last.taps();
            long start = padded;
            for (int t = 0; t < last.taps() && start >= 0; t++, start -= last.dilation()) {
                // A division takes longer than all the rest.
                long at = last.stride() == 1 ? start : start / last.stride();
                if (at < last.positions() && at * last.stride() == start) {
                    found.places[count] = position + at;
                    found.taps[count] = tap + t;
                    count++;
                }
            }
        }
        found.count = count;
    }

    private void outerPositionsOf(int at, long cell, long position, int tap, TapList found) {
        if (at == outer.length) {
            found.addOuter(position, tap);
            return;
        }
        Axis axis = outer[at];
        long padded = cell / cellSteps[at] + axis.low();
        long rest = cell % cellSteps[at];
        for (long t = 0; t < axis.taps(); t++) {
            long start = padded - t * axis.dilation();
            if (start < 0) {
                return;
            }
            if (start % axis.stride() == 0 && start / axis.stride() < axis.positions()) {
                outerPositionsOf(
                        at + 1,
                        rest,
                        position + start / axis.stride() * positionSteps[at],
                        tap + (int) t * tapSteps[at],
                        found);
            }
        }
    }
}
