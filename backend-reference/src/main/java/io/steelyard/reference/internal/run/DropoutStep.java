package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.DropoutKernels;
import io.steelyard.reference.internal.kernel.NativeMemory;

/** Dropout whose mask is drawn while it is applied. */
public record DropoutStep(
        Address out, Address in, Address key, Address stream, long elements, float rate)
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
        DropoutKernels.dropout(
                frame.at(out) + 4 * from,
                frame.at(in) + 4 * from,
                from,
                Math.min(PART_ELEMENTS, elements - from),
                rate,
                NativeMemory.getInt(k),
                NativeMemory.getInt(k + 4),
                NativeMemory.getInt(s),
                NativeMemory.getInt(s + 4));
    }
}
