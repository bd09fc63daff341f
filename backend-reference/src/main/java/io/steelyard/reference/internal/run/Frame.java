package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The memory of one run at a time. Its steps run one after the other, their parts on the pool. */
public final class Frame implements WorkerPool.Task, AutoCloseable {
    private final Arena owner = Arena.ofShared();
    private final WorkerPool pool;
    private final MemorySegment memory;
    private final long[] bases;
    private @Nullable ParallelStep current;
    private @Nullable NativeState state;

    Frame(WorkerPool pool, long arenaBytes, long constants, int stateEntries) {
        this.pool = pool;
        memory = owner.allocate(Math.max(arenaBytes, 1), 64);
        bases = new long[Address.STATE + stateEntries];
        bases[Address.ARENA] = memory.address();
        bases[Address.CONSTANTS] = constants;
    }

    /** Where a place lies in this run. */
    public long at(Address address) {
        return bases[address.base()] + address.offset();
    }

    /** The threads that kernels which divide their own work may use. */
    public WorkerPool pool() {
        return pool;
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
        System.arraycopy(addresses, 0, bases, Address.STATE, addresses.length);
        state = bound;
    }

    /** Copies what lies at an address to the host. */
    void copyOut(Address from, MemorySegment to) {
        MemorySegment.copy(NativeMemory.ALL, at(from), to, 0, to.byteSize());
    }

    void runParts(ParallelStep step, int parts) {
        if (parts == 1) {
            step.part(this, 0);
        } else {
            current = step;
            pool.run(parts, this);
        }
    }

    @Override
    public void run(int index) {
        ParallelStep step = current;
        if (step != null) {
            step.part(this, index);
        }
    }

    @Override
    public void close() {
        owner.close();
    }
}
