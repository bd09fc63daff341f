package io.steelyard.reference.internal.kernel;

/** An elementwise kernel over a run of elements: one call through this interface a block. */
@FunctionalInterface
public interface BlockKernel {
    /**
     * Computes {@code count} elements.
     *
     * @param out address of the results
     * @param first address of the first operand
     * @param second address of the second operand; that of the first where the kernel has one
     * @param third address of the third operand; that of the first where the kernel has fewer
     */
    void run(long out, long first, long second, long third, long count);
}
