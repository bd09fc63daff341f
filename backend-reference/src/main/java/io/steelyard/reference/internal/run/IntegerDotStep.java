package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.NativeMemory;

/**
 * I32 products of dense {@code [batch, m, k]} and {@code [batch, n, k]}, which wrap. Plain loops:
 * integer contractions are index arithmetic, not model arithmetic.
 */
public record IntegerDotStep(
        long batch, long m, long n, long k, Address left, Address right, Address out)
        implements ParallelStep {
    @Override
    public int parts() {
        return ParallelStep.partsOfRows(batch * m, n * k);
    }

    @Override
    public void part(Frame frame, int index) {
        long perPart = ParallelStep.rowsPerPart(n * k);
        long end = Math.min(batch * m, (index + 1) * perPart);
        for (long row = index * perPart; row < end; row++) {
            long a = frame.at(left) + 4 * row * k;
            long b = frame.at(right) + 4 * (row / m) * n * k;
            for (long column = 0; column < n; column++) {
                int sum = 0;
                for (long i = 0; i < k; i++) {
                    sum +=
                            NativeMemory.getInt(a + 4 * i)
                                    * NativeMemory.getInt(b + 4 * (column * k + i));
                }
                NativeMemory.setInt(frame.at(out) + 4 * (row * n + column), sum);
            }
        }
    }
}
