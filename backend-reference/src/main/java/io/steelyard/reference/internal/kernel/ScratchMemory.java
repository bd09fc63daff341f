package io.steelyard.reference.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory that grows on demand and is given back when its owner is no longer reachable. For
 * one thread at a time.
 */
final class ScratchMemory {
    private MemorySegment memory = MemorySegment.NULL;

    /** The address of so many bytes, a multiple of 64; what they held before may be lost. */
    long ofBytes(long bytes) {
        if (memory.byteSize() < bytes) {
            memory = Arena.ofAuto().allocate(bytes, 64);
        }
        return memory.address();
    }
}
