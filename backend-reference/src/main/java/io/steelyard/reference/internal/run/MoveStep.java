package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.NativeMemory;

import java.lang.foreign.MemorySegment;

/** Copies bytes from one place to another; nothing when both are one place. */
public record MoveStep(Address out, Address in, long bytes) implements ParallelStep {
    private static final long PART_BYTES = 4 * PART_ELEMENTS;

    @Override
    public String name() {
        return "move";
    }

    @Override
    public int parts() {
        return out.equals(in) ? 1 : ParallelStep.partsOfRows((bytes + 3) / 4, 1);
    }

    @Override
    public void part(Frame frame, int index) {
        if (out.equals(in)) {
            return;
        }
        long from = index * PART_BYTES;
        MemorySegment.copy(
                NativeMemory.ALL,
                frame.at(in) + from,
                NativeMemory.ALL,
                frame.at(out) + from,
                Math.min(PART_BYTES, bytes - from));
    }
}
