package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link GeluKernels}, in double precision inside. */
public final class ScalarGeluKernels {

    private ScalarGeluKernels() {}

    private static final double SCALE = Math.sqrt(2 / Math.PI);

    /** See {@link GeluKernels#geluTanh}. */
    public static void geluTanh(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            double x = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(
                    out + offset,
                    (float) (0.5 * x * (1 + StrictMath.tanh(SCALE * (x + 0.044715 * x * x * x)))));
        }
    }

    /** See {@link GeluKernels#geluTanhBackward}. */
    public static void geluTanhBackward(long gradient, long outGradient, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            double x = NativeMemory.getFloat(in + offset);
            double t = StrictMath.tanh(SCALE * (x + 0.044715 * x * x * x));
            NativeMemory.setFloat(
                    gradient + offset,
                    (float)
                            (NativeMemory.getFloat(outGradient + offset)
                                    * (0.5 * (1 + t)
                                            + 0.5
                                                    * x
                                                    * (1 - t * t)
                                                    * SCALE
                                                    * (1 + 3 * 0.044715 * x * x))));
        }
    }

    /** See {@link GeluKernels#geluErf}. */
    public static void geluErf(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            double x = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(
                    out + offset,
                    (float) (0.5 * x * (1 + ScalarUnaryKernels.erf(x * Math.sqrt(0.5)))));
        }
    }

    /** See {@link GeluKernels#geluErfBackward}. */
    public static void geluErfBackward(long gradient, long outGradient, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            double x = NativeMemory.getFloat(in + offset);
            double density = StrictMath.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
            NativeMemory.setFloat(
                    gradient + offset,
                    (float)
                            (NativeMemory.getFloat(outGradient + offset)
                                    * (0.5 * (1 + ScalarUnaryKernels.erf(x * Math.sqrt(0.5)))
                                            + x * density)));
        }
    }
}
