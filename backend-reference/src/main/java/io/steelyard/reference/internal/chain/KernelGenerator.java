package io.steelyard.reference.internal.chain;

import com.sun.management.ThreadMXBean;

import io.steelyard.reference.internal.kernel.FloatLanes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Generates kernels on a thread beside those that compute, which ends when it has nothing to do.
 *
 * <p>A kernel is slow until the JVM has compiled it: until then every vector is an object. So it is
 * run on memory of its own until it allocates nothing, and one that never gets there is not used.
 */
public final class KernelGenerator {
    private static final Logger LOG = LoggerFactory.getLogger(KernelGenerator.class);

    /** Chains that have one kernel for all functions; those used least recently are forgotten. */
    private static final int REMEMBERED = 512;

    private static final int VECTORS = 32;
    private static final int CALLS = 100;
    private static final long PATIENCE_NANOSECONDS = TimeUnit.SECONDS.toNanos(30);
    private static final AtomicLong PROVIDED = new AtomicLong();

    private static final Map<Chain, GeneratedKernel> KERNELS =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Chain, GeneratedKernel> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private static final ThreadPoolExecutor THREAD =
            new ThreadPoolExecutor(
                    0,
                    1,
                    1,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    KernelGenerator::thread);

    private KernelGenerator() {}

    /** The kernel of a chain, the same for equal chains. */
    public static GeneratedKernel kernel(Chain chain) {
        synchronized (KERNELS) {
            return KERNELS.computeIfAbsent(chain, GeneratedKernel::new);
        }
    }

    /** How many kernels have been generated, and are used since. */
    public static long provided() {
        return PROVIDED.get();
    }

    private static Thread thread(Runnable work) {
        return Thread.ofPlatform()
                .name("steelyard-kernel-generator")
                .daemon()
                .priority(Thread.MIN_PRIORITY)
                .unstarted(work);
    }

    /** Generates a kernel, sooner or later. */
    static void generate(GeneratedKernel kernel) {
        THREAD.execute(() -> provide(kernel));
    }

    private static void provide(GeneratedKernel kernel) {
        try {
            ChainKernel generated = ChainClass.define(FunctionCode.read(), kernel.chain());
            if (isCompiled(generated, kernel.chain())) {
                kernel.provide(generated);
                PROVIDED.incrementAndGet();
            }
        } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.debug("No kernel is generated for {}: {}", kernel.chain(), e.toString());
        }
    }

    /** Runs a kernel until it allocates nothing; false if the patience ends before that. */
    static boolean isCompiled(ChainKernel kernel, Chain chain) {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
                || !threads.isThreadAllocatedMemorySupported()) {
            return false;
        }
        long bytes = (long) VECTORS * FloatLanes.LANES * Float.BYTES;
        long[] slots = new long[chain.slots()];
        long deadline = System.nanoTime() + PATIENCE_NANOSECONDS;
        try (Arena arena = Arena.ofConfined()) {
            Arrays.setAll(slots, slot -> arena.allocate(bytes, 64).address());
            while (System.nanoTime() < deadline) {
                long start = System.nanoTime();
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int call = 0; call < CALLS; call++) {
                    kernel.run(slots, bytes);
                }
                if (threads.getCurrentThreadAllocatedBytes() == before) {
                    return true;
                }
                // Half of the time, the processor belongs to those who compute.
                TimeUnit.NANOSECONDS.sleep(System.nanoTime() - start);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
