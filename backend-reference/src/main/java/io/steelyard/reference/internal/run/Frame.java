package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.MatmulEpilogue;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Where the memory of a run lies, as its steps see it. They run one after the other, their parts on
 * the pool.
 */
public final class Frame implements WorkerPool.Task, MatmulEpilogue {
    private final WorkerPool pool;
    private final long[] bases;
    private @Nullable ParallelStep current;
    private @Nullable FusedStep following;
    private long rowElements;
    private @Nullable Timings timings;

    /**
     * A frame whose entries are not bound yet.
     *
     * @param arena where the buffers lie
     * @param constants where the values known when the function was compiled lie
     * @param entries how many there are
     */
    Frame(WorkerPool pool, long arena, long constants, int entries) {
        this.pool = pool;
        bases = new long[Address.STATE + entries];
        bases[Address.ARENA] = arena;
        bases[Address.CONSTANTS] = constants;
    }

    /** A frame of its own for what runs within a step of this run. */
    Frame inner(long arena, long constants, int entries) {
        Frame inner = new Frame(pool, arena, constants, entries);
        inner.timings = timings;
        return inner;
    }

    /** Where the times of the next run go, in a program that is profiled. */
    void time(Timings run) {
        timings = run;
    }

    Timings timings() {
        return Objects.requireNonNull(timings, "the run is not timed");
    }

    /** Where a place lies in this run. */
    public long at(Address address) {
        return bases[address.base()] + address.offset();
    }

    /** The threads that kernels which divide their own work may use. */
    public WorkerPool pool() {
        return pool;
    }

    /** Points an entry to where its content is. */
    void bind(int entry, long address) {
        bases[Address.STATE + entry] = address;
    }

    void runParts(ParallelStep step, int parts) {
        if (parts == 1) {
            step.part(this, 0);
        } else {
            current = step;
            pool.run(parts, this);
        }
    }

    /**
     * What hands rows of a product on to the operations that follow it.
     *
     * @param elements of a row
     */
    MatmulEpilogue epilogue(FusedStep chain, int elements) {
        following = chain;
        rowElements = elements;
        return this;
    }

    @Override
    public void rows(int from, int to) {
        FusedStep chain = following;
        if (chain != null) {
            chain.range(this, from * rowElements, to * rowElements);
        }
    }

    @Override
    public void run(int index) {
        ParallelStep step = current;
        if (step != null) {
            step.part(this, index);
        }
    }
}
