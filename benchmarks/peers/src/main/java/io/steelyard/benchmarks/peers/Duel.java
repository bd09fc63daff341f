package io.steelyard.benchmarks.peers;

import io.steelyard.benchmarks.Sample;

import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * One kernel of ours and the operation of libtorch that computes the same, in turns.
 *
 * @param name of what is computed
 * @param work of one call, in the unit
 * @param unit such as {@code GFLOP}
 * @param ours does it so many times
 * @param torch does it so many times
 */
record Duel(String name, double work, String unit, IntConsumer ours, IntConsumer torch) {
    /** Each side is called for so long, again and again, until that no longer makes it faster. */
    private static final long WARMUP_NANOSECONDS = 500_000_000;

    private static final int MOST_WARMUPS = 10;
    private static final double FASTER = 0.95;
    private static final long TURN_NANOSECONDS = 15_000_000;
    private static final int TURNS = 15;

    /**
     * As in {@link io.steelyard.benchmarks.SideBySide}: until the threads of the other are still.
     */
    private static final long PAUSE_NANOSECONDS = 5_000_000;

    /** Warms both up, times their turns, prints both and how many times as fast ours is. */
    double run() {
        int oursTimes = timesOfATurn(ours);
        int torchTimes = timesOfATurn(torch);
        double[] oursNanos = new double[TURNS];
        double[] torchNanos = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            oursNanos[turn] = time(ours, oursTimes);
            torchNanos[turn] = time(torch, torchTimes);
        }
        Sample ourSample = new Sample(oursNanos);
        Sample torchSample = new Sample(torchNanos);
        double ratio = torchSample.over(ourSample);
        System.out.printf(
                Locale.ROOT,
                "%-42s %10.1f us [%.1f, %.1f] %8.2f %s/s | libtorch %10.1f us [%.1f, %.1f] %8.2f"
                        + " %s/s | %.2f times as fast%n",
                name,
                ourSample.median() / 1e3,
                ourSample.quantile(0.1) / 1e3,
                ourSample.quantile(0.9) / 1e3,
                work / ourSample.median() * 1e9,
                unit,
                torchSample.median() / 1e3,
                torchSample.quantile(0.1) / 1e3,
                torchSample.quantile(0.9) / 1e3,
                work / torchSample.median() * 1e9,
                unit,
                ratio);
        return ratio;
    }

    /** Nanoseconds a call. */
    private static double time(IntConsumer side, int times) {
        LockSupport.parkNanos(PAUSE_NANOSECONDS);
        long start = System.nanoTime();
        side.accept(times);
        return (double) (System.nanoTime() - start) / times;
    }

    /** How often a turn calls a side, which is warm after this. */
    private static int timesOfATurn(IntConsumer side) {
        long fastest = fastest(side);
        for (int warmup = 1; warmup < MOST_WARMUPS; warmup++) {
            long before = fastest;
            fastest = fastest(side);
            if (fastest > FASTER * before) {
                break;
            }
        }
        return (int) Math.max(1, TURN_NANOSECONDS / Math.max(1, fastest));
    }

    private static long fastest(IntConsumer side) {
        long start = System.nanoTime();
        long fastest = Long.MAX_VALUE;
        do {
            long before = System.nanoTime();
            side.accept(1);
            fastest = Math.min(fastest, System.nanoTime() - before);
        } while (System.nanoTime() - start < WARMUP_NANOSECONDS);
        return fastest;
    }
}
