package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.BlockKernel;
import io.steelyard.reference.internal.kernel.NativeMemory;

/**
 * Joins updates into dense data {@code [outer, axis, inner]}, in place: {@code data[o, indices[i],
 * :] = join(data[o, indices[i], :], updates[o, i, :])} in the order of i. Parts are ranges of
 * columns and of outer, so that each element sees its updates in that order whichever thread works.
 */
public record ScatterStep(
        Address data,
        Address indices,
        Address updates,
        long outer,
        long axis,
        long inner,
        long indexCount,
        int elementBytes,
        BlockKernel join)
        implements ParallelStep, SelectingStep {
    private static final long COLUMNS = 256;

    @Override
    public long selectedBytes() {
        return outer * indexCount * inner * elementBytes;
    }

    private long columnParts() {
        return (inner + COLUMNS - 1) / COLUMNS;
    }

    @Override
    public String name() {
        return "scatter";
    }

    @Override
    public int parts() {
        return Math.toIntExact(outer * columnParts());
    }

    @Override
    public void part(Frame frame, int part) {
        long block = part / columnParts();
        long column = part % columnParts() * COLUMNS;
        long count = Math.min(COLUMNS, inner - column);
        long indicesAt = frame.at(indices);
        for (long i = 0; i < indexCount; i++) {
            long index = Math.clamp((long) NativeMemory.getInt(indicesAt + 4 * i), 0, axis - 1);
            long to = frame.at(data) + ((block * axis + index) * inner + column) * elementBytes;
            long from =
                    frame.at(updates) + ((block * indexCount + i) * inner + column) * elementBytes;
            join.run(to, to, from, to, count);
        }
    }
}
