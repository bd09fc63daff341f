package io.steelyard.reference.internal.kernel;

/**
 * Conversions from and to F64 and I64.
 *
 * <p>{@code out} must not overlap {@code in}, but may be {@code in} where both have elements of
 * eight bytes. Stateless and safe for concurrent use.
 */
public final class WideConvertKernels {
    private WideConvertKernels() {}

    /** Exact. */
    public static void floatToDouble(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setDouble(out + (i << 3), NativeMemory.getFloat(in + (i << 2)));
        }
    }

    /** Rounds to the nearest float, half to even. */
    public static void doubleToFloat(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setFloat(out + (i << 2), (float) NativeMemory.getDouble(in + (i << 3)));
        }
    }

    /** Rounds once to the nearest number of F16, half to even. */
    public static void doubleToFloat16(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            float odd = roundedToOdd(NativeMemory.getDouble(in + (i << 3)));
            NativeMemory.setShort(out + (i << 1), Float.floatToFloat16(odd));
        }
    }

    /** Rounds once to the nearest number of BF16, half to even. */
    public static void doubleToBFloat16(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            float odd = roundedToOdd(NativeMemory.getDouble(in + (i << 3)));
            NativeMemory.setShort(out + (i << 1), ScalarHalfKernels.bfloat16(odd));
        }
    }

    /**
     * Of the floats next to a double the one whose last bit is 1, unless it is a float itself: what
     * is rounded from there to fewer bits is rounded as the double would be (Boldo and Melquiond
     * 2008, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to
     * odd").
     */
    private static float roundedToOdd(double x) {
        float nearest = (float) x;
        if (nearest == x || Double.isNaN(x) || (Float.floatToRawIntBits(nearest) & 1) == 1) {
            return nearest;
        }
        return x > nearest ? Math.nextUp(nearest) : Math.nextDown(nearest);
    }

    /** Truncates towards 0; saturates; NaN gives 0: Java's cast. */
    public static void doubleToInt(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setInt(out + (i << 2), (int) NativeMemory.getDouble(in + (i << 3)));
        }
    }

    /** Truncates towards 0; saturates; NaN gives 0: Java's cast. */
    public static void doubleToLong(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setLong(out + (i << 3), (long) NativeMemory.getDouble(in + (i << 3)));
        }
    }

    /** Truncates towards 0; saturates; NaN gives 0. */
    public static void doubleToByte(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            int x = (int) NativeMemory.getDouble(in + (i << 3));
            NativeMemory.setByte(out + i, (byte) Math.clamp(x, 0, 255));
        }
    }

    /** True where the element is not 0, so also for NaN. */
    public static void doubleToBool(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            boolean holds = NativeMemory.getDouble(in + (i << 3)) != 0;
            NativeMemory.setByte(out + i, (byte) (holds ? 1 : 0));
        }
    }

    /** Truncates towards 0; saturates; NaN gives 0: Java's cast. */
    public static void floatToLong(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setLong(out + (i << 3), (long) NativeMemory.getFloat(in + (i << 2)));
        }
    }

    /** Exact. */
    public static void intToDouble(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setDouble(out + (i << 3), NativeMemory.getInt(in + (i << 2)));
        }
    }

    /** Exact. */
    public static void intToLong(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setLong(out + (i << 3), NativeMemory.getInt(in + (i << 2)));
        }
    }

    /** Rounds to the nearest double, half to even. */
    public static void longToDouble(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setDouble(out + (i << 3), NativeMemory.getLong(in + (i << 3)));
        }
    }

    /** Rounds to the nearest float, half to even. */
    public static void longToFloat(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setFloat(out + (i << 2), NativeMemory.getLong(in + (i << 3)));
        }
    }

    /** Rounds once to the nearest number of BF16, half to even. */
    public static void longToBFloat16(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            long x = NativeMemory.getLong(in + (i << 3));
            // A double that lies on the same side of each tie of BF16, if it is not x itself.
            double near = (long) (double) x == x ? x : x & ~0xFFFL | 0x800;
            NativeMemory.setShort(out + (i << 1), ScalarHalfKernels.bfloat16(roundedToOdd(near)));
        }
    }

    /** Keeps the low bits. */
    public static void longToInt(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setInt(out + (i << 2), (int) NativeMemory.getLong(in + (i << 3)));
        }
    }

    /** True where the element is not 0. */
    public static void longToBool(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            boolean holds = NativeMemory.getLong(in + (i << 3)) != 0;
            NativeMemory.setByte(out + i, (byte) (holds ? 1 : 0));
        }
    }
}
