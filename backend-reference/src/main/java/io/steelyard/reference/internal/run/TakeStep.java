package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.NativeMemory;

import java.lang.foreign.MemorySegment;

/**
 * Gathers from dense data {@code [outer, axis, inner]}: {@code out[o, i, :] = data[o, indices[i],
 * :]}. Indices clamp into the axis.
 */
public record TakeStep(
        Address out,
        Address data,
        Address indices,
        long outer,
        long axis,
        long inner,
        long indexCount,
        int elementBytes)
        implements ParallelStep, SelectingStep {
    @Override
    public long selectedBytes() {
        return outer * indexCount * inner * elementBytes;
    }

    @Override
    public String name() {
        return "take";
    }

    @Override
    public int parts() {
        return ParallelStep.partsOfRows(outer * indexCount, inner);
    }

    @Override
    public void part(Frame frame, int part) {
        long perPart = ParallelStep.rowsPerPart(inner);
        long end = Math.min(outer * indexCount, (part + 1) * perPart);
        long rowBytes = inner * elementBytes;
        long outAt = frame.at(out);
        long dataAt = frame.at(data);
        long indicesAt = frame.at(indices);
        for (long row = part * perPart; row < end; row++) {
            long index = NativeMemory.getInt(indicesAt + 4 * (row % indexCount));
            long source = row / indexCount * axis + Math.clamp(index, 0, axis - 1);
            if (rowBytes == 4) {
                NativeMemory.setInt(outAt + 4 * row, NativeMemory.getInt(dataAt + 4 * source));
            } else {
                MemorySegment.copy(
                        NativeMemory.ALL,
                        dataAt + source * rowBytes,
                        NativeMemory.ALL,
                        outAt + row * rowBytes,
                        rowBytes);
            }
        }
    }
}
