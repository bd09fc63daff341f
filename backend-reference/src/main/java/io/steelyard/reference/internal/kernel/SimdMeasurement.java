package io.steelyard.reference.internal.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How fast this machine multiplies and adds vectors of floats. */
public final class SimdMeasurement {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    public static final int LANES = SPECIES.length();

    /** Independent sums: enough to hide the latency of a fused multiply-add. */
    public static final int SUMS = 12;

    /** A speed, in 10^9 operations a second, that vectors in objects are far from. */
    private static final double COMPILED = 1;

    private static final int CALLS = 200;

    /**
     * How long the compiler may take: a hundred times what it needs. Processor time and not time:
     * on a busy machine the compiler's thread gets as small a share as this one.
     */
    private static final long PATIENCE_NANOSECONDS = 3_000_000_000L;

    private static final long PEAK_NANOSECONDS = 10_000_000;

    private SimdMeasurement() {}

    /**
     * The speed of vectors in 10^9 operations a second; 0 if they were still objects when the
     * patience was at its end. Returns soon after the code is compiled.
     *
     * <p>Compiled vectors allocate nothing. Unlike a ratio of speeds, that does not depend on what
     * else the machine does.
     */
    static double speed() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        double speed = 0;
        float sink = 0;
        boolean compiled = false;
        while (!compiled) {
            long allocated = allocatedBytes(threads);
            // Many short calls: the compilers count calls, and one long call would be interpreted
            // to its end.
            for (int call = 0; call < CALLS; call++) {
                sink += multiplyAddVectors(2);
            }
            boolean boxed = allocatedBytes(threads) != allocated;
            long before = System.nanoTime();
            sink += multiplyAddVectors(20);
            speed = Math.max(speed, speed(20, System.nanoTime() - before));
            compiled = !boxed && speed > COMPILED;
            if (!compiled && threads.getCurrentThreadCpuTime() - start > PATIENCE_NANOSECONDS) {
                return 0;
            }
        }
        long since = System.nanoTime();
        for (long now = since; now - since < PEAK_NANOSECONDS && !Float.isNaN(sink); ) {
            sink += multiplyAddVectors(4000);
            long after = System.nanoTime();
            speed = Math.max(speed, speed(4000, after - now));
            now = after;
        }
        return speed;
    }

    private static double speed(int count, long nanoseconds) {
        return 2.0 * SUMS * LANES * count / Math.max(1, nanoseconds);
    }

    /** What this thread has allocated; 0 on a JVM that does not count it. */
    private static long allocatedBytes(ThreadMXBean threads) {
        return threads instanceof com.sun.management.ThreadMXBean counting
                        && counting.isThreadAllocatedMemorySupported()
                ? counting.getCurrentThreadAllocatedBytes()
                : 0;
    }

    /** Does {@code count} times {@link #SUMS} fused multiply-adds of vectors. */
    public static float multiplyAddVectors(int count) {
        FloatVector factor = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector s0 = factor;
        FloatVector s1 = factor;
        FloatVector s2 = factor;
        FloatVector s3 = factor;
        FloatVector s4 = factor;
        FloatVector s5 = factor;
        FloatVector s6 = factor;
        FloatVector s7 = factor;
        FloatVector s8 = factor;
        FloatVector s9 = factor;
        FloatVector s10 = factor;
        FloatVector s11 = factor;
        for (int i = 0; i < count; i++) {
            s0 = factor.fma(s0, factor);
            s1 = factor.fma(s1, factor);
            s2 = factor.fma(s2, factor);
            s3 = factor.fma(s3, factor);
            s4 = factor.fma(s4, factor);
            s5 = factor.fma(s5, factor);
            s6 = factor.fma(s6, factor);
            s7 = factor.fma(s7, factor);
            s8 = factor.fma(s8, factor);
            s9 = factor.fma(s9, factor);
            s10 = factor.fma(s10, factor);
            s11 = factor.fma(s11, factor);
        }
        FloatVector low = factor.add(s0).add(s1).add(s2).add(s3).add(s4).add(s5);
        return low.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
    }
}
