package io.steelyard.reference.internal.kernel;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/** Measures what a kernel allocates once it is compiled: a boxed vector shows here first. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /**
     * The fewest bytes that a call allocated, over batches of calls that start only when the
     * compiler has had time to compile the kernel.
     */
    static long bytesPerCall(Runnable kernel) {
        long fewest = Long.MAX_VALUE;
        long deadline = System.nanoTime() + 20_000_000_000L;
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
