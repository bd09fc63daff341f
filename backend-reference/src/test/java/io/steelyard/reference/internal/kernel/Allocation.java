package io.steelyard.reference.internal.kernel;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/** Measures what a kernel allocates once it is compiled: a boxed vector shows here first. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long PATIENCE_NANOSECONDS = 60_000_000_000L;

    private Allocation() {}

    /**
     * The fewest bytes that a call allocated in a batch of calls. Batches follow one another until
     * one allocates nothing: that is when the kernel is compiled, which on a busy machine may take
     * long. A kernel that allocates for ever does so until the patience is at its end.
     */
    static long bytesPerCall(Runnable kernel) {
        long fewest = Long.MAX_VALUE;
        long deadline = System.nanoTime() + PATIENCE_NANOSECONDS;
        while (fewest > 0 && System.nanoTime() < deadline) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 200; i++) {
                kernel.run();
            }
            long after = THREADS.getCurrentThreadAllocatedBytes();
            fewest = Math.min(fewest, (after - before) / 200);
        }
        return fewest;
    }
}
