package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.NativeMemory;

import java.lang.foreign.MemorySegment;

/** A reduction of what a {@link FusedProgram} computes, block by block, while it is in cache. */
public final class BlockReduction {
    private final ReduceStep.Kernel kernel;
    private final int elementBytes;
    private final int slot;
    private final Address out;
    private final MiddleAxis axis;

    // Of the axis, which would divide for each block.
    private final long inner;
    private final long segment;
    private final long rowsPerPiece;
    private final long pieces;

    /**
     * A reduction.
     *
     * @param slot what is reduced
     * @param out the results of the pieces, {@code [outer, pieces, inner]}
     */
    public BlockReduction(
            ReduceStep.Kernel kernel, int elementBytes, int slot, Address out, MiddleAxis axis) {
        this.kernel = kernel;
        this.elementBytes = elementBytes;
        this.slot = slot;
        this.out = out;
        this.axis = axis;
        inner = axis.inner();
        segment = axis.segment();
        rowsPerPiece = axis.rowsPerPiece();
        pieces = axis.pieces();
    }

    int slot() {
        return slot;
    }

    MiddleAxis axis() {
        return axis;
    }

    /**
     * Takes some elements: whole segments, or some of one piece, of which those before have been
     * taken.
     *
     * @param block where the elements are
     * @param scratch memory for as many elements as a block has
     */
    void take(Frame frame, long block, long from, int count, long scratch) {
        if (from % segment == 0 && count % segment == 0) {
            long to = frame.at(out) + from / segment * inner * elementBytes;
            kernel.join(to, block, count / segment, axis.middle(), inner);
        } else {
            takeOfPiece(frame, block, from, count, scratch);
        }
    }

    private void takeOfPiece(Frame frame, long block, long from, int count, long scratch) {
        long row = from / inner % axis.middle();
        long piece = from / segment * pieces + row / rowsPerPiece;
        long to = frame.at(out) + piece * inner * elementBytes;
        boolean first = row % rowsPerPiece == 0;
        long column = from % inner;
        long head = column == 0 ? 0 : Math.min(count, inner - column);
        if (head > 0) {
            add(to + column * elementBytes, block, head, first);
            first &= head == count;
        }
        long rows = (count - head) / inner;
        if (rows > 0) {
            kernel.join(first ? to : scratch, block + head * elementBytes, 1, rows, inner);
            if (!first) {
                add(to, scratch, inner, false);
            }
            first = false;
        }
        long done = head + rows * inner;
        if (done < count) {
            add(to, block + done * elementBytes, count - done, first);
        }
    }

    /** Joins a part of a row to the result of its piece; the first row becomes that. */
    private void add(long to, long row, long count, boolean first) {
        if (first) {
            MemorySegment.copy(NativeMemory.ALL, row, NativeMemory.ALL, to, count * elementBytes);
        } else {
            kernel.two().run(to, to, row, to, count);
        }
    }
}
