package io.steelyard.reference.internal.chain;

import io.steelyard.reference.internal.kernel.FloatLanes;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/** The kernel of a chain, which is there once it was worth generating. Safe for concurrent use. */
public final class GeneratedKernel {
    /** What must have been computed without it; writing and compiling a kernel takes as long. */
    private static final long WORTH_ELEMENTS = 1 << 22;

    private final Chain chain;
    private final AtomicLong computed = new AtomicLong();
    private volatile @Nullable ChainKernel ready;

    GeneratedKernel(Chain chain) {
        this.chain = chain;
    }

    /**
     * Computes the first of some elements: all that fill vectors, or none as long as the kernel is
     * not there.
     *
     * @param slots addresses, by the numbers that the chain has for them
     * @return how many elements are computed
     */
    public int run(long[] slots, int count) {
        ChainKernel kernel = ready;
        if (kernel == null) {
            require(count);
            return 0;
        }
        int whole = count / FloatLanes.LANES * FloatLanes.LANES;
        kernel.run(slots, (long) whole * Float.BYTES);
        return whole;
    }

    private void require(int count) {
        // A kernel that never comes is asked for once, and not counted for after that.
        if (computed.get() >= WORTH_ELEMENTS) {
            return;
        }
        long before = computed.getAndAdd(count);
        if (before < WORTH_ELEMENTS && before + count >= WORTH_ELEMENTS) {
            KernelGenerator.generate(this);
        }
    }

    Chain chain() {
        return chain;
    }

    /** Hands the kernel to all who run the chain from now on. */
    void provide(ChainKernel kernel) {
        ready = kernel;
    }
}
