package io.steelyard.reference.internal.run;

/**
 * Joins the pieces of an axis of dense elements: parts are pieces.
 *
 * @param out the results of the pieces, {@code [outer, pieces, inner]}
 */
public record ReducePiecesStep(
        ReduceStep.Kernel kernel, int elementBytes, Address out, Address in, MiddleAxis axis)
        implements ParallelStep {
    @Override
    public String name() {
        return "reduce";
    }

    @Override
    public int parts() {
        return Math.toIntExact(axis.outer() * axis.pieces());
    }

    @Override
    public void part(Frame frame, int index) {
        long piece = index % axis.pieces();
        long from = piece * axis.rowsPerPiece();
        long rows = Math.min(axis.middle() - from, axis.rowsPerPiece());
        long first = index / axis.pieces() * axis.middle() + from;
        long rowBytes = axis.inner() * elementBytes;
        kernel.join(
                frame.at(out) + index * rowBytes,
                frame.at(in) + first * rowBytes,
                1,
                rows,
                axis.inner());
    }
}
