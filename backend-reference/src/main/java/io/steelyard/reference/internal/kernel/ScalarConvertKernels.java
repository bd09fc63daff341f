package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link ConvertKernels}. */
public final class ScalarConvertKernels {

    private ScalarConvertKernels() {}

    /** See {@link ConvertKernels#floatToInt}. */
    public static void floatToInt(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setInt(out + (i << 2), (int) NativeMemory.getFloat(in + (i << 2)));
        }
    }

    /** See {@link ConvertKernels#intToFloat}. */
    public static void intToFloat(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setFloat(out + (i << 2), NativeMemory.getInt(in + (i << 2)));
        }
    }

    /** See {@link ConvertKernels#boolToFloat}. */
    public static void boolToFloat(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setFloat(out + (i << 2), NativeMemory.getByte(in + i) != 0 ? 1f : 0);
        }
    }

    /** See {@link ConvertKernels#floatToBool}. */
    public static void floatToBool(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setByte(
                    out + i, (byte) (NativeMemory.getFloat(in + (i << 2)) != 0 ? 1 : 0));
        }
    }

    /** See {@link ConvertKernels#boolToInt}. */
    public static void boolToInt(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setInt(out + (i << 2), NativeMemory.getByte(in + i) != 0 ? 1 : 0);
        }
    }

    /** See {@link ConvertKernels#intToBool}. */
    public static void intToBool(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setByte(out + i, (byte) (NativeMemory.getInt(in + (i << 2)) != 0 ? 1 : 0));
        }
    }
}
