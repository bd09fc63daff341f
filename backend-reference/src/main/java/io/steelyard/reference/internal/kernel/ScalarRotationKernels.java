package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.getFloat;
import static io.steelyard.reference.internal.kernel.NativeMemory.setFloat;

/** The scalar twin of {@link RotationKernels}, in double precision inside. */
public final class ScalarRotationKernels {
    private ScalarRotationKernels() {}

    /** See {@link RotationKernels#rotate}. */
    public static void rotate(
            long out,
            long x,
            long cos,
            long sin,
            long tableRows,
            int heads,
            int dim,
            int rotated,
            boolean halves,
            boolean inverse,
            long rowFrom,
            long rowTo) {
        int half = rotated / 2;
        for (long row = rowFrom; row < rowTo; row++) {
            for (int head = 0; head < heads; head++) {
                long offset = (row * heads + head) * dim << 2;
                for (int i = 0; i < half; i++) {
                    long angle = 4 * (row % tableRows * half + i);
                    double c = getFloat(cos + angle);
                    double s = inverse ? -getFloat(sin + angle) : getFloat(sin + angle);
                    long first = offset + 4L * (halves ? i : 2 * i);
                    long second = first + 4L * (halves ? half : 1);
                    double a = getFloat(x + first);
                    double b = getFloat(x + second);
                    setFloat(out + first, (float) (a * c - b * s));
                    setFloat(out + second, (float) (b * c + a * s));
                }
                for (int i = rotated; i < dim; i++) {
                    setFloat(out + offset + 4L * i, getFloat(x + offset + 4L * i));
                }
            }
        }
    }
}
