package io.steelyard.reference.internal.run;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What one thread needs to run fused programs; it grows to the largest program and is kept. */
final class BlockScratch {
    private static final ThreadLocal<BlockScratch> CURRENT =
            ThreadLocal.withInitial(BlockScratch::new);

    private MemorySegment memory = MemorySegment.NULL;

    /** Addresses of the slots of a program. */
    long[] slots = new long[0];

    /** For each input that repeats, which part of its period is in its register. */
    long[] phases = new long[0];

    static BlockScratch forSlots(int count, long bytesPerSlot) {
        BlockScratch scratch = CURRENT.get();
        if (scratch.slots.length < count) {
            scratch.slots = new long[count];
            scratch.phases = new long[count];
        }
        if (scratch.memory.byteSize() < count * bytesPerSlot) {
            scratch.memory = Arena.ofAuto().allocate(count * bytesPerSlot, 64);
        }
        return scratch;
    }

    long address() {
        return memory.address();
    }
}
