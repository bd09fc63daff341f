package io.steelyard.reference.internal.run;

/** Joins the middle axis of dense {@code [outer, middle, inner]}; parts are ranges of results. */
public record ReduceStep(
        Kernel kernel,
        int elementBytes,
        Address out,
        Address in,
        long outer,
        long middle,
        long inner)
        implements ParallelStep {
    /** Whole cache lines, so that two threads do not write one. */
    private static final long COLUMNS = 64;

    /** The kernels of one reduction on one dtype. */
    public record Kernel(Rows rows, Middle middle) {}

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
        return (inner + COLUMNS - 1) / COLUMNS;
    }

    /**
     * Whether a part is a range of inner indices; with several outer ones it is a range of these.
     */
    private boolean byColumns() {
        return inner > 1 && outer == 1;
    }

    @Override
    public String name() {
        return "reduce";
    }

    @Override
    public int parts() {
        return byColumns()
                ? Math.toIntExact(columnParts())
                : ParallelStep.partsOfRows(outer, middle * inner);
    }

    @Override
    public void part(Frame frame, int index) {
        if (byColumns()) {
            long column = index * COLUMNS;
            long end = Math.min(inner, column + COLUMNS);
            kernel.middle().run(frame.at(out), frame.at(in), 1, middle, inner, column, end);
            return;
        }
        long perPart = ParallelStep.rowsPerPart(middle * inner);
        long from = index * perPart;
        long to = Math.min(outer, from + perPart);
        if (inner == 1) {
            kernel.rows().run(frame.at(out), frame.at(in), middle, from, to);
        } else {
            kernel.middle()
                    .run(
                            frame.at(out) + from * inner * elementBytes,
                            frame.at(in) + from * middle * inner * elementBytes,
                            to - from,
                            middle,
                            inner,
                            0,
                            inner);
        }
    }
}
