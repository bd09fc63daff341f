package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * How fast the threads of a pool together read memory that no cache holds: the bound of what reads
 * each weight once. Owns its memory; to be used by one thread at a time.
 */
public final class ReadBandwidth implements AutoCloseable {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long VECTOR = SPECIES.vectorByteSize();
    private static final long STEP = 4 * VECTOR;

    /** Many short calls get it compiled. */
    private static final int WARM_UP = 20_000;

    private final WorkerPool pool;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final float[] sums;

    /**
     * @param bytes to read; more than the largest caches hold
     */
    public ReadBandwidth(WorkerPool pool, long bytes) {
        this.pool = pool;
        int threads = pool.threads();
        memory = arena.allocate(bytes / (threads * STEP) * threads * STEP, 64);
        // A page that was never written is no memory.
        memory.fill((byte) 0);
        sums = new float[threads];
        for (int i = 0; i < WARM_UP; i++) {
            sums[0] += sum(memory.address(), Math.min(16 * STEP, memory.byteSize()));
        }
        // The first long reading gets it compiled once more.
        measure();
    }

    /** Reads all of it once; the speed in 10^9 bytes a second. */
    public double measure() {
        int threads = pool.threads();
        long part = memory.byteSize() / threads;
        long start = System.nanoTime();
        pool.run(threads, index -> sums[index] += sum(memory.address() + index * part, part));
        return memory.byteSize() / (double) Math.max(1, System.nanoTime() - start);
    }

    private static float sum(long address, long bytes) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        // What is loaded comes first: its class is known, and that of what a loop leaves is not.
        for (long at = address; at < address + bytes; at += STEP) {
            s0 = load(at).add(s0);
            s1 = load(at + VECTOR).add(s1);
            s2 = load(at + 2 * VECTOR).add(s2);
            s3 = load(at + 3 * VECTOR).add(s3);
        }
        FloatVector zero = FloatVector.zero(SPECIES);
        return zero.add(s0).add(s1).add(s2).add(s3).reduceLanes(VectorOperators.ADD);
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, NativeMemory.ALL, address, ORDER);
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        arena.close();
    }
}
