package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.NativeMemory;

import java.lang.foreign.MemorySegment;

/**
 * A reduction of what a {@link FusedProgram} computes, block by block, while it is in cache.
 *
 * @param slot what is reduced
 * @param out the results of the pieces, {@code [outer, pieces, inner]}
 */
public record BlockReduction(
        ReduceStep.Kernel kernel, int elementBytes, int slot, Address out, MiddleAxis axis) {
    /**
     * Takes some elements: whole segments, or some of one piece, of which those before have been
     * taken.
     *
     * @param block where the elements are
     * @param scratch memory for as many elements as a block has
     */
    void take(Frame frame, long block, long from, int count, long scratch) {
        long segment = axis.segment();
        if (from % segment == 0 && count % segment == 0) {
            long to = frame.at(out) + from / segment * axis.inner() * elementBytes;
            kernel.join(to, block, count / segment, axis.middle(), axis.inner());
        } else {
            takeOfPiece(frame, block, from, count, scratch);
        }
    }

    private void takeOfPiece(Frame frame, long block, long from, int count, long scratch) {
        long inner = axis.inner();
        long perPiece = axis.rowsPerPiece();
        long row = from / inner % axis.middle();
        long piece = from / axis.segment() * axis.pieces() + row / perPiece;
        long to = frame.at(out) + piece * inner * elementBytes;
        boolean first = row % perPiece == 0;
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
