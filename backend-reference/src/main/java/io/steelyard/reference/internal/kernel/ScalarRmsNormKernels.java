package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link RmsNormKernels}, in double precision inside. */
public final class ScalarRmsNormKernels {

    private ScalarRmsNormKernels() {}

    /** See {@link RmsNormKernels#rmsNorm}. */
    public static void rmsNorm(
            long y,
            long rstd,
            long x,
            long weight,
            float epsilon,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long rowOffset = row * columns << 2;
            double squares = 0;
            for (int i = 0; i < columns; i++) {
                double value = NativeMemory.getFloat(x + rowOffset + 4L * i);
                squares += value * value;
            }
            double scale = 1 / Math.sqrt(squares / columns + epsilon);
            NativeMemory.setFloat(rstd + (row << 2), (float) scale);
            for (int i = 0; i < columns; i++) {
                double value = NativeMemory.getFloat(x + rowOffset + 4L * i);
                double w = NativeMemory.getFloat(weight + 4L * i);
                NativeMemory.setFloat(y + rowOffset + 4L * i, (float) (value * scale * w));
            }
        }
    }

    /** See {@link RmsNormKernels#rmsNormBackward}. */
    public static void rmsNormBackward(
            long gradient,
            long outGradient,
            long x,
            long rstd,
            long weight,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long rowOffset = row * columns << 2;
            double scale = NativeMemory.getFloat(rstd + (row << 2));
            double product = 0;
            for (int i = 0; i < columns; i++) {
                double w = NativeMemory.getFloat(weight + 4L * i);
                double g = NativeMemory.getFloat(outGradient + rowOffset + 4L * i) * w;
                product += g * NativeMemory.getFloat(x + rowOffset + 4L * i) * scale;
            }
            for (int i = 0; i < columns; i++) {
                double w = NativeMemory.getFloat(weight + 4L * i);
                double g = NativeMemory.getFloat(outGradient + rowOffset + 4L * i) * w;
                double n = NativeMemory.getFloat(x + rowOffset + 4L * i) * scale;
                double value = scale * (g - n * product / columns);
                NativeMemory.setFloat(gradient + rowOffset + 4L * i, (float) value);
            }
        }
    }

    /** See {@link RmsNormKernels#rmsNormWeightBackward}. */
    public static void rmsNormWeightBackward(
            long weightGradient,
            long outGradient,
            long x,
            long rstd,
            long rows,
            int columns,
            int columnFrom,
            int columnTo) {
        for (int i = columnFrom; i < columnTo; i++) {
            double sum = 0;
            for (long row = 0; row < rows; row++) {
                long offset = row * columns + i << 2;
                double n =
                        (double) NativeMemory.getFloat(x + offset)
                                * NativeMemory.getFloat(rstd + (row << 2));
                sum += NativeMemory.getFloat(outGradient + offset) * n;
            }
            NativeMemory.setFloat(weightGradient + 4L * i, (float) sum);
        }
    }
}
