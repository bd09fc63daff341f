package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The memory of one run of a program at a time, and the frame that points to it. */
final class Workspace implements AutoCloseable {
    private final Arena owner = Arena.ofShared();
    private final MemorySegment memory;
    private final Frame frame;
    private @Nullable NativeState state;

    Workspace(WorkerPool pool, Program program) {
        memory = owner.allocate(Math.max(program.arenaBytes(), 1), 64);
        frame =
                new Frame(
                        pool,
                        memory.address(),
                        program.constants().memory().address(),
                        program.state().size());
    }

    Frame frame() {
        return frame;
    }

    /** The buffers of the run. */
    MemorySegment memory() {
        return memory;
    }

    /** The state whose entries the frame points to; null before the first run. */
    @Nullable NativeState state() {
        return state;
    }

    /** Points the frame to the entries of a state. */
    void bind(NativeState bound, long[] addresses) {
        for (int entry = 0; entry < addresses.length; entry++) {
            frame.bind(entry, addresses[entry]);
        }
        state = bound;
    }

    /** Copies what lies at an address to the host. */
    void copyOut(Address from, MemorySegment to) {
        MemorySegment.copy(NativeMemory.ALL, frame.at(from), to, 0, to.byteSize());
    }

    @Override
    public void close() {
        owner.close();
    }
}
