package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;

import java.nio.ByteOrder;

/**
 * What the positions of a convolution meet in one group, as rows {@code [taps, groupChannels]} of a
 * matrix, 0 where the input is padded.
 *
 * @param in the input {@code [cells.., channels]}
 * @param first the position that is row 0
 */
record ConvPatches(ConvShape shape, int group, long in, long first) implements MatmulRows {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    @Override
    public void pack(int row, int rows, int column, int columns, long packed, int packedRow) {
        WindowShape.Axis last = shape.windows().last();
        TapList taps = TapList.ofThread();
        long position = first + row;
        long line = position / last.positions();
        long inLine = position - line * last.positions();
        for (int r = 0; r < rows; r++) {
            shape.windows().outerCellsOf(line, taps);
            pack(taps, last.start(inLine), column, columns, packed + 4L * r * packedRow);
            if (++inLine == last.positions()) {
                inLine = 0;
                line++;
            }
        }
    }

    private void pack(TapList lines, long start, int column, int columns, long packed) {
        WindowShape.Axis last = shape.windows().last();
        int width = shape.groupChannels();
        int taps = (int) last.taps();
        int from = (int) last.firstTap(start);
        int to = (int) last.endTap(start);
        if (lines.outerCount * Math.max(0, to - from) < shape.windows().taps()) {
            ALL.asSlice(packed, 4L * columns).fill((byte) 0);
        }
        if (from >= to) {
            return;
        }
        // Neighbouring taps meet neighbouring cells, whose channels then lie in a row.
        boolean joined = last.dilation() == 1 && shape.groups() == 1;
        int step = joined ? to - from : 1;
        for (int i = 0; i < lines.outerCount; i++) {
            long line = lines.outerPlaces[i] * last.cells() + start;
            for (int t = from; t < to; t += step) {
                int target = (lines.outerTaps[i] * taps + t) * width;
                int begin = Math.max(target, column);
                int end = Math.min(target + step * width, column + columns);
                long cell = line + t * last.dilation();
                long source = cell * shape.channels() + (long) group * width - target;
                if (begin < end) {
                    copy(in + 4 * (source + begin), packed + 4L * (begin - column), end - begin);
                }
            }
        }
    }

    private static void copy(long from, long to, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector.fromMemorySegment(SPECIES, ALL, from + 4L * i, ORDER)
                    .intoMemorySegment(ALL, to + 4L * i, ORDER);
        }
        for (; i < count; i++) {
            NativeMemory.setFloat(to + 4L * i, NativeMemory.getFloat(from + 4L * i));
        }
    }
}
