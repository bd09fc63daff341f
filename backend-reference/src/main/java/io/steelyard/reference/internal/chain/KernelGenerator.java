package io.steelyard.reference.internal.chain;

import com.sun.management.ThreadMXBean;

import io.steelyard.reference.internal.kernel.FloatLanes;

import org.jspecify.annotations.Nullable;
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

    /** Calls between two looks at what they allocated. */
    private static final int CALLS = 50;

    /** Many times the calls after which the JVM compiles; it takes more when it is busy. */
    private static final int MOST_CALLS = 20_000;

    /** So many times as long as it runs, the thread leaves the processor to those who compute. */
    private static final int REST = 9;

    private static final AtomicLong PROVIDED = new AtomicLong();

    private static volatile @Nullable FunctionCode functions;

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
            ChainKernel generated = ChainClass.define(functions(), kernel.chain());
            if (isCompiled(generated, kernel.chain())) {
                kernel.provide(generated);
                PROVIDED.incrementAndGet();
            } else {
                LOG.debug("The JVM does not compile a kernel without objects: {}", kernel.chain());
            }
        } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.warn(
                    "No kernel is generated for {}; its operations go on to run one by one, with"
                            + " the same results: {}",
                    kernel.chain(),
                    e.toString());
        }
    }

    /** The functions, which are read once, by the thread that needs them first. */
    private static FunctionCode functions() throws IOException {
        FunctionCode known = functions;
        if (known == null) {
            known = FunctionCode.read();
            functions = known;
        }
        return known;
    }

    /** Runs a kernel until it allocates nothing; false if it does so for ever. */
    static boolean isCompiled(ChainKernel kernel, Chain chain) {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
                || !threads.isThreadAllocatedMemorySupported()) {
            return false;
        }
        long bytes = (long) VECTORS * FloatLanes.LANES * Float.BYTES;
        long[] slots = new long[chain.slots()];
        try (Arena arena = Arena.ofConfined()) {
            Arrays.setAll(slots, slot -> arena.allocate(bytes, 64).address());
            for (int calls = 0; calls < MOST_CALLS; calls += CALLS) {
                long start = System.nanoTime();
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int call = 0; call < CALLS; call++) {
                    kernel.run(slots, bytes);
                }
                if (threads.getCurrentThreadAllocatedBytes() == before) {
                    return true;
                }
                TimeUnit.NANOSECONDS.sleep(REST * (System.nanoTime() - start));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
