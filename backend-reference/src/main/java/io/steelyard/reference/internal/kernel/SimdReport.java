package io.steelyard.reference.internal.kernel;

/**
 * Whether kernels run on the processor's vector unit here.
 *
 * @param simd whether the Vector API is compiled to vector instructions
 * @param lanes floats in a vector, 0 if the Vector API is not there
 * @param gigaFlops the fastest that one thread multiplied and added floats, in 10^9 operations a
 *     second, 0 if they are not compiled
 * @param advice one sentence that says what to change, or that nothing is to be changed
 */
public record SimdReport(boolean simd, int lanes, double gigaFlops, String advice) {}
