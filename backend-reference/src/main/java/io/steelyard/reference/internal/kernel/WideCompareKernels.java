package io.steelyard.reference.internal.kernel;

/**
 * Comparisons of elements of eight bytes: {@code out[i] = left[i] op right[i]} as one byte an
 * element, 0 or 1.
 *
 * <p>{@code left} and {@code right} are addresses of {@code count} elements, {@code out} of {@code
 * count} bytes apart from them. A comparison with NaN is false, but for {@code ne}. Stateless and
 * safe for concurrent use.
 */
public final class WideCompareKernels {
    private WideCompareKernels() {}

    /** Equal. */
    public static void eqDouble(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            double a = NativeMemory.getDouble(left + (i << 3));
            double b = NativeMemory.getDouble(right + (i << 3));
            NativeMemory.setByte(out + i, (byte) (a == b ? 1 : 0));
        }
    }

    /** Not equal. */
    public static void neDouble(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            double a = NativeMemory.getDouble(left + (i << 3));
            double b = NativeMemory.getDouble(right + (i << 3));
            NativeMemory.setByte(out + i, (byte) (a != b ? 1 : 0));
        }
    }

    /** Less. */
    public static void ltDouble(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            double a = NativeMemory.getDouble(left + (i << 3));
            double b = NativeMemory.getDouble(right + (i << 3));
            NativeMemory.setByte(out + i, (byte) (a < b ? 1 : 0));
        }
    }

    /** Less or equal. */
    public static void leDouble(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            double a = NativeMemory.getDouble(left + (i << 3));
            double b = NativeMemory.getDouble(right + (i << 3));
            NativeMemory.setByte(out + i, (byte) (a <= b ? 1 : 0));
        }
    }

    /** Greater. */
    public static void gtDouble(long out, long left, long right, long count) {
        ltDouble(out, right, left, count);
    }

    /** Greater or equal. */
    public static void geDouble(long out, long left, long right, long count) {
        leDouble(out, right, left, count);
    }

    /** Equal. */
    public static void eqLong(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            long a = NativeMemory.getLong(left + (i << 3));
            long b = NativeMemory.getLong(right + (i << 3));
            NativeMemory.setByte(out + i, (byte) (a == b ? 1 : 0));
        }
    }

    /** Not equal. */
    public static void neLong(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            long a = NativeMemory.getLong(left + (i << 3));
            long b = NativeMemory.getLong(right + (i << 3));
            NativeMemory.setByte(out + i, (byte) (a != b ? 1 : 0));
        }
    }

    /** Less. */
    public static void ltLong(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            long a = NativeMemory.getLong(left + (i << 3));
            long b = NativeMemory.getLong(right + (i << 3));
            NativeMemory.setByte(out + i, (byte) (a < b ? 1 : 0));
        }
    }

    /** Less or equal. */
    public static void leLong(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            long a = NativeMemory.getLong(left + (i << 3));
            long b = NativeMemory.getLong(right + (i << 3));
            NativeMemory.setByte(out + i, (byte) (a <= b ? 1 : 0));
        }
    }

    /** Greater. */
    public static void gtLong(long out, long left, long right, long count) {
        ltLong(out, right, left, count);
    }

    /** Greater or equal. */
    public static void geLong(long out, long left, long right, long count) {
        leLong(out, right, left, count);
    }
}
