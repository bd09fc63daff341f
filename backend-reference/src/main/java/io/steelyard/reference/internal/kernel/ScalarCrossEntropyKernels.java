package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link CrossEntropyKernels}, in double precision inside. */
public final class ScalarCrossEntropyKernels {

    private ScalarCrossEntropyKernels() {}

    /** See {@link CrossEntropyKernels#crossEntropy}. */
    public static void crossEntropy(
            long loss,
            long logSumExp,
            long logits,
            long labels,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = logits + (row * columns << 2);
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < columns; i++) {
                max = Math.max(max, NativeMemory.getFloat(from + 4L * i));
            }
            double sum = 0;
            for (int i = 0; i < columns; i++) {
                sum += StrictMath.exp(NativeMemory.getFloat(from + 4L * i) - max);
            }
            int label = Math.clamp(NativeMemory.getInt(labels + (row << 2)), 0, columns - 1);
            double logSum = max + StrictMath.log(sum);
            NativeMemory.setFloat(logSumExp + (row << 2), (float) logSum);
            NativeMemory.setFloat(
                    loss + (row << 2), (float) (logSum - NativeMemory.getFloat(from + 4L * label)));
        }
    }

    /** See {@link CrossEntropyKernels#crossEntropyBackward}. */
    public static void crossEntropyBackward(
            long gradient,
            long lossGradient,
            long logits,
            long logSumExp,
            long labels,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            double shift = NativeMemory.getFloat(logSumExp + (row << 2));
            double scale = NativeMemory.getFloat(lossGradient + (row << 2));
            int label = Math.clamp(NativeMemory.getInt(labels + (row << 2)), 0, columns - 1);
            for (int i = 0; i < columns; i++) {
                long offset = (row * columns + i) << 2;
                double p = StrictMath.exp(NativeMemory.getFloat(logits + offset) - shift);
                NativeMemory.setFloat(
                        gradient + offset, (float) ((p - (i == label ? 1 : 0)) * scale));
            }
        }
    }
}
