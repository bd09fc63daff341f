package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.BlockKernel;

/** Joins an axis of dense elements; parts are ranges of results. */
public record ReduceStep(Kernel kernel, int elementBytes, Address out, Address in, MiddleAxis axis)
        implements ParallelStep {
    /** Whole cache lines, so that two threads do not write one. */
    private static final long COLUMNS = 64;

    /**
     * The kernels of one reduction on one dtype.
     *
     * @param two joins two results, element by element
     */
    public record Kernel(Rows rows, Middle middle, BlockKernel two) {
        /** Joins the middle elements of dense {@code [outer, middle, inner]}. */
        void join(long out, long in, long outer, long middle, long inner) {
            if (inner == 1) {
                rows.run(out, in, middle, 0, outer);
            } else {
                this.middle.run(out, in, outer, middle, inner, 0, inner);
            }
        }
    }

    /** Reduces rows. */
    @FunctionalInterface
    public interface Rows {
        /** Joins the {@code columns} elements of each of the rows {@code [from, to)}. */
        void run(long out, long in, long columns, long from, long to);
    }

    /** Reduces the middle axis of {@code [outer, middle, inner]}. */
    @FunctionalInterface
    public interface Middle {
        /**
         * Joins the middle elements, for the inner indices {@code [from, to)} of each outer one.
         */
        void run(long out, long in, long outer, long middle, long inner, long from, long to);
    }

    private long columnParts() {
        return (axis.inner() + COLUMNS - 1) / COLUMNS;
    }

    /**
     * Whether a part is a range of inner indices; with several outer ones it is a range of these.
     */
    private boolean byColumns() {
        return axis.inner() > 1 && axis.outer() == 1;
    }

    @Override
    public String name() {
        return "reduce";
    }

    @Override
    public int parts() {
        return byColumns()
                ? Math.toIntExact(columnParts())
                : ParallelStep.partsOfRows(axis.outer(), axis.segment());
    }

    @Override
    public void part(Frame frame, int index) {
        long middle = axis.middle();
        long inner = axis.inner();
        if (byColumns()) {
            long column = index * COLUMNS;
            long end = Math.min(inner, column + COLUMNS);
            kernel.middle().run(frame.at(out), frame.at(in), 1, middle, inner, column, end);
            return;
        }
        long perPart = ParallelStep.rowsPerPart(axis.segment());
        long from = index * perPart;
        long to = Math.min(axis.outer(), from + perPart);
        kernel.join(
                frame.at(out) + from * inner * elementBytes,
                frame.at(in) + from * axis.segment() * elementBytes,
                to - from,
                middle,
                inner);
    }
}
