package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.CopyKernels;
import io.steelyard.reference.internal.kernel.NativeMemory;

/** Fills a dense place with one element, which is read when the step runs. */
public record FillStep(Address out, Address element, int elementBytes, long elements)
        implements ParallelStep {
    @Override
    public int parts() {
        return ParallelStep.partsOfRows(elements, 1);
    }

    @Override
    public void part(Frame frame, int index) {
        long from = index * PART_ELEMENTS;
        long count = Math.min(PART_ELEMENTS, elements - from);
        long at = frame.at(out) + from * elementBytes;
        if (elementBytes == 4) {
            CopyKernels.fill(at, NativeMemory.getInt(frame.at(element)), count);
        } else {
            CopyKernels.fillBytes(at, NativeMemory.getByte(frame.at(element)), count);
        }
    }
}
