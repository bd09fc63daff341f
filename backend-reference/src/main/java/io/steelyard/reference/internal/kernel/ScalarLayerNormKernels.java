package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link LayerNormKernels}, in double precision inside. */
public final class ScalarLayerNormKernels {

    private ScalarLayerNormKernels() {}

    /** See {@link LayerNormKernels#layerNorm}. */
    public static void layerNorm(
            long y,
            long mean,
            long rstd,
            long x,
            long weight,
            long bias,
            float epsilon,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = x + (row * columns << 2);
            double sum = 0;
            for (int i = 0; i < columns; i++) {
                sum += NativeMemory.getFloat(from + 4L * i);
            }
            double center = sum / columns;
            double squares = 0;
            for (int i = 0; i < columns; i++) {
                double centered = NativeMemory.getFloat(from + 4L * i) - center;
                squares += centered * centered;
            }
            double scale = 1 / Math.sqrt(squares / columns + epsilon);
            NativeMemory.setFloat(mean + (row << 2), (float) center);
            NativeMemory.setFloat(rstd + (row << 2), (float) scale);
            for (int i = 0; i < columns; i++) {
                double w = weight == 0 ? 1 : NativeMemory.getFloat(weight + 4L * i);
                double b = bias == 0 ? 0 : NativeMemory.getFloat(bias + 4L * i);
                double value = (NativeMemory.getFloat(from + 4L * i) - center) * scale * w + b;
                NativeMemory.setFloat(y + (row * columns + i << 2), (float) value);
            }
        }
    }

    /** See {@link LayerNormKernels#layerNormBackward}. */
    public static void layerNormBackward(
            long gradient,
            long outGradient,
            long x,
            long mean,
            long rstd,
            long weight,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long rowOffset = row * columns << 2;
            double center = NativeMemory.getFloat(mean + (row << 2));
            double scale = NativeMemory.getFloat(rstd + (row << 2));
            double sum = 0;
            double product = 0;
            for (int i = 0; i < columns; i++) {
                double w = weight == 0 ? 1 : NativeMemory.getFloat(weight + 4L * i);
                double g = NativeMemory.getFloat(outGradient + rowOffset + 4L * i) * w;
                sum += g;
                product += g * (NativeMemory.getFloat(x + rowOffset + 4L * i) - center) * scale;
            }
            for (int i = 0; i < columns; i++) {
                double w = weight == 0 ? 1 : NativeMemory.getFloat(weight + 4L * i);
                double g = NativeMemory.getFloat(outGradient + rowOffset + 4L * i) * w;
                double h = (NativeMemory.getFloat(x + rowOffset + 4L * i) - center) * scale;
                double value = scale * (g - sum / columns - h * product / columns);
                NativeMemory.setFloat(gradient + rowOffset + 4L * i, (float) value);
            }
        }
    }

    /** See {@link LayerNormKernels#layerNormWeightBackward}. */
    public static void layerNormWeightBackward(
            long weightGradient,
            long biasGradient,
            long outGradient,
            long x,
            long mean,
            long rstd,
            long rows,
            int columns,
            int columnFrom,
            int columnTo) {
        for (int i = columnFrom; i < columnTo; i++) {
            double weightSum = 0;
            double biasSum = 0;
            for (long row = 0; row < rows; row++) {
                long offset = row * columns + i << 2;
                double g = NativeMemory.getFloat(outGradient + offset);
                double centered =
                        NativeMemory.getFloat(x + offset)
                                - (double) NativeMemory.getFloat(mean + (row << 2));
                weightSum += g * centered * NativeMemory.getFloat(rstd + (row << 2));
                biasSum += g;
            }
            NativeMemory.setFloat(weightGradient + 4L * i, (float) weightSum);
            NativeMemory.setFloat(biasGradient + 4L * i, (float) biasSum);
        }
    }
}
