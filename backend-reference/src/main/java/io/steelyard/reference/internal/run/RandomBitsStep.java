package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.kernel.Philox;

/** Draws the random bits of a stream. */
public record RandomBitsStep(Address out, Address key, Address stream, long elements)
        implements ParallelStep {
    @Override
    public int parts() {
        return ParallelStep.partsOfRows(elements, 1);
    }

    @Override
    public void part(Frame frame, int index) {
        long from = index * PART_ELEMENTS;
        long k = frame.at(key);
        long s = frame.at(stream);
        Philox.randomBits(
                frame.at(out) + 4 * from,
                from,
                Math.min(PART_ELEMENTS, elements - from),
                NativeMemory.getInt(k),
                NativeMemory.getInt(k + 4),
                NativeMemory.getInt(s),
                NativeMemory.getInt(s + 4));
    }
}
