package io.steelyard.reference.internal.kernel;

/**
 * Conversions from and to U8, one byte an element, unsigned.
 *
 * <p>{@code out} must not overlap {@code in}, but may be {@code in} where both have elements of one
 * byte. Stateless and safe for concurrent use.
 */
public final class ByteConvertKernels {
    private ByteConvertKernels() {}

    /** Exact. */
    public static void byteToFloat(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setFloat(out + (i << 2), NativeMemory.getByte(in + i) & 0xFF);
        }
    }

    /** Exact. */
    public static void byteToInt(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setInt(out + (i << 2), NativeMemory.getByte(in + i) & 0xFF);
        }
    }

    /** True where the element is not 0. */
    public static void byteToBool(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setByte(out + i, (byte) (NativeMemory.getByte(in + i) != 0 ? 1 : 0));
        }
    }

    /** True gives 1, false 0: the same bytes. */
    public static void boolToByte(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setByte(out + i, NativeMemory.getByte(in + i));
        }
    }

    /** Truncates towards 0; saturates; NaN gives 0. */
    public static void floatToByte(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            int x = (int) NativeMemory.getFloat(in + (i << 2));
            NativeMemory.setByte(out + i, (byte) Math.clamp(x, 0, 255));
        }
    }

    /** Keeps the low bits. */
    public static void intToByte(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setByte(out + i, (byte) NativeMemory.getInt(in + (i << 2)));
        }
    }
}
