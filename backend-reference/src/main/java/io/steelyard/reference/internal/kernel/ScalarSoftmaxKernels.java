package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link SoftmaxKernels}, in double precision inside. */
public final class ScalarSoftmaxKernels {

    private ScalarSoftmaxKernels() {}

    /** See {@link SoftmaxKernels#softmax}. */
    public static void softmax(long out, long in, int columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long rowOffset = row * columns << 2;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < columns; i++) {
                max = Math.max(max, NativeMemory.getFloat(in + rowOffset + 4L * i));
            }
            double sum = 0;
            for (int i = 0; i < columns; i++) {
                sum += StrictMath.exp(NativeMemory.getFloat(in + rowOffset + 4L * i) - max);
            }
            for (int i = 0; i < columns; i++) {
                double x = NativeMemory.getFloat(in + rowOffset + 4L * i) - max;
                NativeMemory.setFloat(out + rowOffset + 4L * i, (float) (StrictMath.exp(x) / sum));
            }
        }
    }

    /** See {@link SoftmaxKernels#logSoftmax}. */
    public static void logSoftmax(long out, long in, int columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long rowOffset = row * columns << 2;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < columns; i++) {
                max = Math.max(max, NativeMemory.getFloat(in + rowOffset + 4L * i));
            }
            double sum = 0;
            for (int i = 0; i < columns; i++) {
                sum += StrictMath.exp(NativeMemory.getFloat(in + rowOffset + 4L * i) - max);
            }
            for (int i = 0; i < columns; i++) {
                double x = NativeMemory.getFloat(in + rowOffset + 4L * i) - max;
                NativeMemory.setFloat(out + rowOffset + 4L * i, (float) (x - StrictMath.log(sum)));
            }
        }
    }

    /** See {@link SoftmaxKernels#softmaxBackward}. */
    public static void softmaxBackward(
            long gradient, long outGradient, long y, int columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long rowOffset = row * columns << 2;
            double dot = 0;
            for (int i = 0; i < columns; i++) {
                dot +=
                        (double) NativeMemory.getFloat(y + rowOffset + 4L * i)
                                * NativeMemory.getFloat(outGradient + rowOffset + 4L * i);
            }
            for (int i = 0; i < columns; i++) {
                double g = NativeMemory.getFloat(outGradient + rowOffset + 4L * i) - dot;
                NativeMemory.setFloat(
                        gradient + rowOffset + 4L * i,
                        (float) (NativeMemory.getFloat(y + rowOffset + 4L * i) * g));
            }
        }
    }
}
