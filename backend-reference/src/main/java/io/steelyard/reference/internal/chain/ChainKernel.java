package io.steelyard.reference.internal.chain;

/** Computes a {@link Chain}: what a generated class implements. Stateless. */
public interface ChainKernel {
    /**
     * Computes vector after vector.
     *
     * @param slots addresses of the inputs and results of the chain; a result may lie where an
     *     input lies
     * @param bytes that as many F32 have as elements are to be computed; a multiple of a vector's
     */
    void run(long[] slots, long bytes);
}
