package io.steelyard.reference.internal.run;

/**
 * Products of dense {@code [batch, m, k]} and {@code [batch, k, n]} on a dtype other than F32, in
 * parts along the rows of all products.
 */
public record DotStep(
        Kernel kernel,
        int elementBytes,
        long batch,
        long m,
        long n,
        long k,
        Address left,
        Address right,
        Address out)
        implements ParallelStep {
    /** Enough rows for a kernel to use what it reads of the right matrix several times. */
    private static final long LEAST_ROWS = 16;

    /** Multiplies one pair of matrices. */
    @FunctionalInterface
    public interface Kernel {
        /** {@code out[rows, n] = left[rows, k] right[k, n]}. */
        void run(long out, long left, long right, long rows, long n, long k);
    }

    private long rowsPerPart() {
        return Math.max(LEAST_ROWS, ParallelStep.rowsPerPart(n * k));
    }

    @Override
    public String name() {
        return "dot";
    }

    @Override
    public int parts() {
        return Math.toIntExact(Math.max(1, Math.ceilDiv(batch * m, rowsPerPart())));
    }

    @Override
    public void part(Frame frame, int index) {
        long end = Math.min(batch * m, (index + 1) * rowsPerPart());
        long row = index * rowsPerPart();
        while (row < end) {
            long product = row / m;
            long rows = Math.min(end, (product + 1) * m) - row;
            kernel.run(
                    frame.at(out) + row * n * elementBytes,
                    frame.at(left) + row * k * elementBytes,
                    frame.at(right) + product * k * n * elementBytes,
                    rows,
                    n,
                    k);
            row += rows;
        }
    }
}
