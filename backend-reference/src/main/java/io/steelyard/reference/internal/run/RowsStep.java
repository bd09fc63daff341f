package io.steelyard.reference.internal.run;

/**
 * A kernel over the rows of buffers, whose parts are ranges of rows.
 *
 * @param rows how many there are
 * @param columns elements a row
 */
public record RowsStep(String name, long rows, long columns, RowKernel kernel)
        implements ParallelStep {
    /** Computes some rows. */
    @FunctionalInterface
    public interface RowKernel {
        /** Computes the rows {@code [from, to)} in the memory of a run. */
        void run(Frame frame, long from, long to);
    }

    @Override
    public int parts() {
        return ParallelStep.partsOfRows(rows, columns);
    }

    @Override
    public void part(Frame frame, int index) {
        long perPart = ParallelStep.rowsPerPart(columns);
        long from = index * perPart;
        kernel.run(frame, from, Math.min(rows, from + perPart));
    }
}
