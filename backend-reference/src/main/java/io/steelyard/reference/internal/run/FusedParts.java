package io.steelyard.reference.internal.run;

/**
 * The parts of a {@link FusedProgram}, which are whole segments of its reductions or pieces of one.
 *
 * @param parts how many there are
 * @param perPart elements of a part
 * @param perSegment parts of a segment; 1 where a part is not of one segment alone
 * @param segment elements of a segment
 * @param run elements after which a new block begins
 */
record FusedParts(int parts, long perPart, long perSegment, long segment, long run) {
    /** Operations of a chain whose parts are of usual size; longer ones have smaller. */
    private static final int FEW = 8;

    static FusedParts of(FusedProgram program) {
        long elements = program.elements();
        long block = program.block();
        long unit = block;
        if (!program.reductions().isEmpty()) {
            MiddleAxis axis = program.reductions().getFirst().axis();
            long segment = axis.segment();
            long pieces = axis.pieces();
            if (pieces > 1) {
                long perPart = axis.rowsPerPiece() * axis.inner();
                int parts = Math.toIntExact(axis.outer() * pieces);
                return new FusedParts(parts, perPart, pieces, segment, perPart);
            }
            unit = block % segment == 0 ? block : segment;
        }
        long share =
                ParallelStep.PART_ELEMENTS * FEW / Math.max(FEW, program.instructions().size());
        long wanted = Math.max(1, (elements + share - 1) / share);
        long units = (elements + unit - 1) / unit;
        long perPart = Math.max(1, (units + wanted - 1) / wanted) * unit;
        int parts = Math.toIntExact((elements + perPart - 1) / perPart);
        return new FusedParts(parts, perPart, 1, perPart, unit == block ? perPart : unit);
    }

    /** The first element of a part. */
    long start(int part) {
        return part / perSegment * segment + part % perSegment * perPart;
    }

    /** The element behind a part, of so many. */
    long end(int part, long elements) {
        long ofSegment = Math.min(start(part) + perPart, (part / perSegment + 1) * segment);
        return Math.min(ofSegment, elements);
    }
}
