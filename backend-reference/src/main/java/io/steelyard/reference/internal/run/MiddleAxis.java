package io.steelyard.reference.internal.run;

/**
 * The axis that a reduction joins, of dense {@code [outer, middle, inner]} elements: each of the
 * outer indices has a segment of {@code middle} rows of {@code inner} elements, which become one
 * row. A long segment is joined in pieces, whose results are joined afterwards.
 */
public record MiddleAxis(long outer, long middle, long inner) {
    /** Elements of a row that still stay in cache beside the blocks which are joined to it. */
    private static final long LONGEST_ROW = 16_384;

    /** Pieces of all segments beyond which threads gain nothing from more. */
    private static final long MOST_PIECES = 32;

    /** Rows of a piece, so that its result is small beside it. */
    private static final long FEWEST_ROWS = 16;

    /** Whether rows are so short that what a piece gives stays in cache until all is joined. */
    public boolean hasShortRows() {
        return inner <= LONGEST_ROW;
    }

    /** Elements of an outer index. */
    public long segment() {
        return middle * inner;
    }

    /** Elements of all segments. */
    public long elements() {
        return outer * segment();
    }

    /** Rows of a piece; the last one of a segment may have fewer. Depends on sizes alone. */
    public long rowsPerPiece() {
        long mostOfSegment = Math.max(1, MOST_PIECES / outer);
        long rows = Math.max(FEWEST_ROWS, ParallelStep.rowsPerPart(inner));
        return Math.min(middle, Math.max(rows, (middle + mostOfSegment - 1) / mostOfSegment));
    }

    /** How many pieces a segment has; at least 1. */
    public long pieces() {
        long rows = rowsPerPiece();
        return (middle + rows - 1) / rows;
    }

    /** What is left to be joined when each piece is a row. */
    public MiddleAxis ofPieces() {
        return new MiddleAxis(outer, pieces(), inner);
    }
}
