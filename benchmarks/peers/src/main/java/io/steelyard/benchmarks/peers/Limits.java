package io.steelyard.benchmarks.peers;

import io.steelyard.benchmarks.Sample;
import io.steelyard.reference.internal.kernel.ReadBandwidth;
import io.steelyard.reference.internal.kernel.SimdMeasurement;
import io.steelyard.reference.internal.thread.WorkerPool;

import java.util.Locale;

/** What the machine itself allows: multiply-adds in registers, and reading from memory. */
final class Limits {
    private static final int COUNT = 200_000;
    private static final int ROUNDS = 15;
    private static final int WARMUP = 20;

    /** More than the caches hold. */
    private static final long BYTES = 512L << 20;

    private Limits() {}

    /** Measures and prints both with the threads of a pool. */
    static void print(WorkerPool pool) {
        double work = 2e-9 * SimdMeasurement.SUMS * SimdMeasurement.LANES * COUNT * pool.threads();
        double seconds =
                seconds(
                        () ->
                                pool.run(
                                        pool.threads(),
                                        _ -> SimdMeasurement.multiplyAddVectors(COUNT)));
        System.out.printf(
                Locale.ROOT,
                "limits with %d threads: %.1f GFLOP/s of fused multiply-adds in registers%n",
                pool.threads(),
                work / seconds);
        try (ReadBandwidth bandwidth = new ReadBandwidth(pool, BYTES)) {
            double[] speeds = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                speeds[i] = bandwidth.measure();
            }
            System.out.printf(
                    Locale.ROOT,
                    "limits with %d threads: %.1f GB/s read from memory%n",
                    pool.threads(),
                    new Sample(speeds).median());
        }
    }

    /** The median of some runs. */
    private static double seconds(Runnable what) {
        for (int i = 0; i < WARMUP; i++) {
            what.run();
        }
        double[] seconds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            what.run();
            seconds[i] = (System.nanoTime() - start) / 1e9;
        }
        return new Sample(seconds).median();
    }
}
