package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link LogicKernels}. */
public final class ScalarLogicKernels {

    private ScalarLogicKernels() {}

    /** See {@link LogicKernels#and}. */
    public static void and(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            int a = NativeMemory.getByte(left + i);
            int b = NativeMemory.getByte(right + i);
            NativeMemory.setByte(out + i, (byte) (a & b));
        }
    }

    /** See {@link LogicKernels#or}. */
    public static void or(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            int a = NativeMemory.getByte(left + i);
            int b = NativeMemory.getByte(right + i);
            NativeMemory.setByte(out + i, (byte) (a | b));
        }
    }

    /** See {@link LogicKernels#xor}. */
    public static void xor(long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            int a = NativeMemory.getByte(left + i);
            int b = NativeMemory.getByte(right + i);
            NativeMemory.setByte(out + i, (byte) (a ^ b));
        }
    }

    /** See {@link LogicKernels#not}. */
    public static void not(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setByte(out + i, (byte) (NativeMemory.getByte(in + i) ^ 1));
        }
    }
}
