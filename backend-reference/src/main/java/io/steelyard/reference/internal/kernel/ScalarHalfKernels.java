package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link HalfKernels}. */
public final class ScalarHalfKernels {
    private ScalarHalfKernels() {}

    /** See {@link HalfKernels#float16ToFloat}. */
    public static void float16ToFloat(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            short half = NativeMemory.getShort(in + (i << 1));
            NativeMemory.setFloat(out + (i << 2), Float.float16ToFloat(half));
        }
    }

    /** See {@link HalfKernels#floatToFloat16}. */
    public static void floatToFloat16(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            float x = NativeMemory.getFloat(in + (i << 2));
            NativeMemory.setShort(out + (i << 1), Float.floatToFloat16(x));
        }
    }

    /** See {@link HalfKernels#bfloat16ToFloat}. */
    public static void bfloat16ToFloat(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setInt(out + (i << 2), NativeMemory.getShort(in + (i << 1)) << 16);
        }
    }

    /** See {@link HalfKernels#floatToBFloat16}. */
    public static void floatToBFloat16(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            float x = NativeMemory.getFloat(in + (i << 2));
            NativeMemory.setShort(out + (i << 1), bfloat16(x));
        }
    }

    /** The nearest bfloat16, half to even; NaN stays NaN. */
    static short bfloat16(float x) {
        int bits = Float.floatToRawIntBits(x);
        int rounded = bits + 0x7FFF + (bits >>> 16 & 1);
        return (short) (Float.isNaN(x) ? bits >>> 16 | 0x40 : rounded >>> 16);
    }
}
