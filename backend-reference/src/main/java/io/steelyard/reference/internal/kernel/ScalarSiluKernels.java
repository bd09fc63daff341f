package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link SiluKernels}, in double precision inside. */
public final class ScalarSiluKernels {

    private ScalarSiluKernels() {}

    /** See {@link SiluKernels#silu}. */
    public static void silu(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            double x = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, (float) (x / (1 + StrictMath.exp(-x))));
        }
    }

    /** See {@link SiluKernels#siluBackward}. */
    public static void siluBackward(long gradient, long outGradient, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            double x = NativeMemory.getFloat(in + offset);
            double s = 1 / (1 + StrictMath.exp(-x));
            double slope = s * (1 + x * (1 - s));
            NativeMemory.setFloat(
                    gradient + offset,
                    (float) (NativeMemory.getFloat(outGradient + offset) * slope));
        }
    }
}
