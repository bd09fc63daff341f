package io.steelyard.reference.internal.kernel;

import java.util.Arrays;

/**
 * The lines of cells along the last axis that the windows of a convolution meet: where the input
 * has them if no window reaches beyond, otherwise copies with the padding around them. A thread has
 * one and uses it again and again.
 */
final class ConvCells {
    private final ScratchMemory memory = new ScratchMemory();
    private long in;
    private long lineBytes;
    private long firstBytes; // from the beginning of a line to the first cell of the first window
    private boolean padded;
    private long address;
    private long slotBytes;
    private long padBytes;
    private long skippedBytes;
    private long copiedFloats;
    private int slots;
    private long[] lines = new long[0];

    /** Of this input from now on, whatever has been written to it since. */
    void set(ConvShape shape, long in) {
        WindowShape.Axis last = shape.windows().last();
        long cell = 4L * shape.channels();
        this.in = in;
        lineBytes = last.cells() * cell;
        long start = last.start(0);
        long reach = span(last);
        firstBytes = start * cell;
        padded = start < 0 || start + reach > last.cells();
        if (!padded) {
            return;
        }
        slots = Math.toIntExact(shape.windows().taps() / last.taps());
        slotBytes = (reach * cell + 63) / 64 * 64;
        address = memory.ofBytes(slots * slotBytes);
        CopyKernels.fill(address, 0, slots * slotBytes / 4);
        padBytes = Math.max(0, -start) * cell;
        skippedBytes = Math.max(0, start) * cell;
        long end = Math.min(last.cells(), start + reach);
        copiedFloats = Math.max(0, end - Math.max(0, start)) * shape.channels();
        if (lines.length < slots) {
            lines = new long[slots];
        }
        Arrays.fill(lines, 0, slots, -1);
    }

    /** Cells from the first of the first window to the last of the last one. */
    private static long span(WindowShape.Axis axis) {
        return (axis.positions() - 1) * axis.stride() + (axis.taps() - 1) * axis.dilation() + 1;
    }

    /**
     * The address of the first cell of the first window in a line, until the next call. The cells
     * that follow lie behind it.
     */
    long line(long line) {
        if (!padded) {
            return in + line * lineBytes + firstBytes;
        }
        int slot = (int) (line % slots);
        long at = address + slot * slotBytes;
        if (lines[slot] != line) {
            long from = in + line * lineBytes + skippedBytes;
            MatmulPacking.rows(from, 0, 1, Math.toIntExact(copiedFloats), at + padBytes, 0);
            lines[slot] = line;
        }
        return at;
    }
}
