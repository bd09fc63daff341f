package io.steelyard.spi;

import java.time.Duration;

/**
 * What became of a function.
 *
 * @param kernels kernel calls that a run makes
 * @param fusedOperations operations of the function that share a kernel with another one
 * @param peakBytes device memory that a run needs beyond state, inputs and outputs
 * @param floatingPointOperations arithmetic of a run; a multiply-add counts as two
 * @param compileTime wall-clock time that compiling took
 */
public record CompileReport(
        int kernels,
        int fusedOperations,
        long peakBytes,
        long floatingPointOperations,
        Duration compileTime) {}
