package io.steelyard.reference.internal.run;

/**
 * A step that falls into parts which may run at the same time. How many there are, and what each
 * computes, depends on sizes alone: results are the same bits for any number of threads.
 */
public interface ParallelStep extends Step {
    /** Elements that make a part worth handing to another thread. */
    long PART_ELEMENTS = 16_384;

    int parts();

    /** Runs the part {@code index} of {@code [0, parts())}. */
    void part(Frame frame, int index);

    @Override
    default void run(Frame frame) {
        frame.runParts(this, parts());
    }

    /** How many parts of about {@link #PART_ELEMENTS} a step over rows has; at least 1. */
    static int partsOfRows(long rows, long elementsPerRow) {
        long perPart = rowsPerPart(elementsPerRow);
        return Math.toIntExact(Math.max(1, (rows + perPart - 1) / perPart));
    }

    /** Rows that one part takes. */
    static long rowsPerPart(long elementsPerRow) {
        return Math.max(1, PART_ELEMENTS / Math.max(1, elementsPerRow));
    }
}
