package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.CopyKernels;

/** Fills a dense place with one element, which is read when the step runs. */
public record FillStep(Address out, Address element, int elementBytes, long elements)
        implements ParallelStep {
    @Override
    public String name() {
        return "fill";
    }

    @Override
    public int parts() {
        return ParallelStep.partsOfRows(elements, 1);
    }

    @Override
    public void part(Frame frame, int index) {
        long from = index * PART_ELEMENTS;
        long count = Math.min(PART_ELEMENTS, elements - from);
        CopyKernels.repeat(
                frame.at(out) + from * elementBytes, frame.at(element), elementBytes, count);
    }
}
