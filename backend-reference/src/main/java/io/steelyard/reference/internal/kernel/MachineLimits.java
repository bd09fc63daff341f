package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * What no program can exceed on this machine, measured with all threads of a pool at once: the best
 * of some tries, since others may keep the machine busy.
 *
 * @param gigaFlops 10^9 operations a second of fused multiply-adds of floats in registers; a
 *     multiply-add counts as two
 * @param readGigabytes 10^9 bytes a second that are read from memory which no cache holds
 */
public record MachineLimits(double gigaFlops, double readGigabytes) {
    private static final int MULTIPLY_ADDS = 500_000;

    /** More than the largest caches hold. */
    private static final long READ_BYTES = 512L << 20;

    private static final int TRIES = 12;
    private static final int WARM_UP = 10_000;

    /** Measures; takes some tenths of a second, and 512 MB of memory meanwhile. */
    public static MachineLimits measure(WorkerPool pool) {
        try (ReadBandwidth bandwidth = new ReadBandwidth(pool, READ_BYTES)) {
            return new MachineLimits(multiplyAdd(pool), best(bandwidth::measure));
        }
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
        WorkerPool.Task part =
                thread -> sink[thread] += SimdMeasurement.multiplyAddVectors(MULTIPLY_ADDS);
        return best(
                () -> {
                    long start = System.nanoTime();
                    pool.run(threads, part);
                    return operations / Math.max(1, System.nanoTime() - start);
                });
    }

    private static double best(DoubleSupplier speed) {
        return DoubleStream.generate(speed).limit(TRIES).max().orElseThrow();
    }
}
