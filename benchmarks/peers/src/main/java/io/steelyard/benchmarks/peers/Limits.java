package io.steelyard.benchmarks.peers;

import io.steelyard.benchmarks.Sample;
import io.steelyard.reference.internal.kernel.ReduceKernels;
import io.steelyard.reference.internal.kernel.SimdMeasurement;
import io.steelyard.reference.internal.thread.WorkerPool;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** What the machine itself allows: multiply-adds in registers, and reading from memory. */
final class Limits {
    private static final int COUNT = 200_000;
    private static final int ROUNDS = 15;
    private static final int WARMUP = 20;

    /** 512 MiB, more than the caches hold. */
    private static final long FLOATS = 1L << 27;

    private static final long ROW = 1 << 14;

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
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(4 * FLOATS, 64);
            memory.fill((byte) 0);
            long rows = FLOATS / ROW;
            MemorySegment sums = arena.allocate(4 * rows, 64);
            int threads = pool.threads();
            double reading =
                    seconds(
                            () ->
                                    pool.run(
                                            threads,
                                            index ->
                                                    ReduceKernels.sumRows(
                                                            sums.address(),
                                                            memory.address(),
                                                            ROW,
                                                            rows * index / threads,
                                                            rows * (index + 1) / threads)));
            System.out.printf(
                    Locale.ROOT,
                    "limits with %d threads: %.1f GB/s read from memory%n",
                    threads,
                    4e-9 * FLOATS / reading);
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
