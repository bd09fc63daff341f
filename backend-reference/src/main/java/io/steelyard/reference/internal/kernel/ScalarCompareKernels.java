package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link CompareKernels}. */
public final class ScalarCompareKernels {

    private ScalarCompareKernels() {}

    /** See {@link CompareKernels#eqFloat}. */
    public static void eqFloat(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            float a = NativeMemory.getFloat(left + (i << 2));
            float b = NativeMemory.getFloat(right + (i << 2));
            NativeMemory.setByte(out + i, (byte) (a == b ? 1 : 0));
        }
    }

    /** See {@link CompareKernels#neFloat}. */
    public static void neFloat(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            float a = NativeMemory.getFloat(left + (i << 2));
            float b = NativeMemory.getFloat(right + (i << 2));
            NativeMemory.setByte(out + i, (byte) (a != b ? 1 : 0));
        }
    }

    /** See {@link CompareKernels#ltFloat}. */
    public static void ltFloat(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            float a = NativeMemory.getFloat(left + (i << 2));
            float b = NativeMemory.getFloat(right + (i << 2));
            NativeMemory.setByte(out + i, (byte) (a < b ? 1 : 0));
        }
    }

    /** See {@link CompareKernels#leFloat}. */
    public static void leFloat(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            float a = NativeMemory.getFloat(left + (i << 2));
            float b = NativeMemory.getFloat(right + (i << 2));
            NativeMemory.setByte(out + i, (byte) (a <= b ? 1 : 0));
        }
    }

    /** See {@link CompareKernels#gtFloat}. */
    public static void gtFloat(long out, long left, long right, long count) {
        ltFloat(out, right, left, count);
    }

    /** See {@link CompareKernels#geFloat}. */
    public static void geFloat(long out, long left, long right, long count) {
        leFloat(out, right, left, count);
    }

    /** See {@link CompareKernels#eqInt}. */
    public static void eqInt(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            int a = NativeMemory.getInt(left + (i << 2));
            int b = NativeMemory.getInt(right + (i << 2));
            NativeMemory.setByte(out + i, (byte) (a == b ? 1 : 0));
        }
    }

    /** See {@link CompareKernels#neInt}. */
    public static void neInt(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            int a = NativeMemory.getInt(left + (i << 2));
            int b = NativeMemory.getInt(right + (i << 2));
            NativeMemory.setByte(out + i, (byte) (a != b ? 1 : 0));
        }
    }

    /** See {@link CompareKernels#ltInt}. */
    public static void ltInt(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            int a = NativeMemory.getInt(left + (i << 2));
            int b = NativeMemory.getInt(right + (i << 2));
            NativeMemory.setByte(out + i, (byte) (a < b ? 1 : 0));
        }
    }

    /** See {@link CompareKernels#leInt}. */
    public static void leInt(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            int a = NativeMemory.getInt(left + (i << 2));
            int b = NativeMemory.getInt(right + (i << 2));
            NativeMemory.setByte(out + i, (byte) (a <= b ? 1 : 0));
        }
    }

    /** See {@link CompareKernels#gtInt}. */
    public static void gtInt(long out, long left, long right, long count) {
        ltInt(out, right, left, count);
    }

    /** See {@link CompareKernels#geInt}. */
    public static void geInt(long out, long left, long right, long count) {
        leInt(out, right, left, count);
    }

    /** See {@link CompareKernels#eqBool}. */
    public static void eqBool(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            int a = NativeMemory.getByte(left + i);
            int b = NativeMemory.getByte(right + i);
            NativeMemory.setByte(out + i, (byte) ((a ^ b) ^ 1));
        }
    }

    /** See {@link CompareKernels#neBool}. */
    public static void neBool(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            int a = NativeMemory.getByte(left + i);
            int b = NativeMemory.getByte(right + i);
            NativeMemory.setByte(out + i, (byte) (a ^ b));
        }
    }
}
