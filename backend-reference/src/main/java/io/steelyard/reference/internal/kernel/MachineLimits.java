package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * What no program can exceed on this machine, measured with all threads of a pool at once: the best
 * of some tries, since others may keep the machine busy.
 *
 * @param gigaFlops 10^9 operations a second of fused multiply-adds of floats in registers; a
 *     multiply-add counts as two
 * @param readGigabytes 10^9 bytes a second that are read from memory which no cache holds
 */
public record MachineLimits(double gigaFlops, double readGigabytes) {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long VECTOR = SPECIES.vectorByteSize();
    private static final long STEP = 4 * VECTOR;

    private static final int MULTIPLY_ADDS = 500_000;

    /** More than the largest caches hold. */
    private static final long READ_BYTES = 512L << 20;

    private static final int TRIES = 12;
    private static final int WARM_UP = 10_000;

    /** Measures; takes some tenths of a second. */
    public static MachineLimits measure(WorkerPool pool) {
        return new MachineLimits(multiplyAdd(pool), read(pool));
    }

    private static double multiplyAdd(WorkerPool pool) {
        int threads = pool.threads();
        float[] sink = new float[threads];
        // Many short calls get it compiled; see SimdMeasurement.
        for (int i = 0; i < WARM_UP; i++) {
            sink[0] += SimdMeasurement.multiplyAddVectors(2);
        }
        double operations =
                2.0 * threads * SimdMeasurement.SUMS * SimdMeasurement.LANES * MULTIPLY_ADDS;
        return best(
                pool,
                operations,
                thread -> sink[thread] += SimdMeasurement.multiplyAddVectors(MULTIPLY_ADDS));
    }

    private static double read(WorkerPool pool) {
        int threads = pool.threads();
        long part = READ_BYTES / threads / STEP * STEP;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(threads * part, 64);
            // A page that was never written is no memory.
            memory.fill((byte) 0);
            float[] sink = new float[threads];
            for (int i = 0; i < WARM_UP; i++) {
                sink[0] += sum(memory.address(), 16 * STEP);
            }
            return best(
                    pool,
                    threads * part,
                    thread -> sink[thread] += sum(memory.address() + thread * part, part));
        }
    }

    /** The most units in a nanosecond, each try a part for each thread. */
    private static double best(WorkerPool pool, double units, WorkerPool.Task part) {
        double best = 0;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            pool.run(pool.threads(), part);
            best = Math.max(best, units / Math.max(1, System.nanoTime() - start));
        }
        return best;
    }

    private static float sum(long address, long bytes) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (long at = address; at < address + bytes; at += STEP) {
            s0 = s0.add(load(at));
            s1 = s1.add(load(at + VECTOR));
            s2 = s2.add(load(at + 2 * VECTOR));
            s3 = s3.add(load(at + 3 * VECTOR));
        }
        return s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, NativeMemory.ALL, address, ORDER);
    }
}
