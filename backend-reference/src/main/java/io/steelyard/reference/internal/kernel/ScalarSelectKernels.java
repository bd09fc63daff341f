package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link SelectKernels}. */
public final class ScalarSelectKernels {

    private ScalarSelectKernels() {}

    /** See {@link SelectKernels#selectWords}. */
    public static void selectWords(
            long out, long condition, long onTrue, long onFalse, long count) {
        for (long i = 0; i < count; i++) {
            long chosen = NativeMemory.getByte(condition + i) != 0 ? onTrue : onFalse;
            NativeMemory.setInt(out + (i << 2), NativeMemory.getInt(chosen + (i << 2)));
        }
    }

    /** See {@link SelectKernels#selectBytes}. */
    public static void selectBytes(
            long out, long condition, long onTrue, long onFalse, long count) {
        for (long i = 0; i < count; i++) {
            long chosen = NativeMemory.getByte(condition + i) != 0 ? onTrue : onFalse;
            NativeMemory.setByte(out + i, NativeMemory.getByte(chosen + i));
        }
    }
}
