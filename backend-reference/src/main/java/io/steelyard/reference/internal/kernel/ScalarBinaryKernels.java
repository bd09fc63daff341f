package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link BinaryKernels}. */
public final class ScalarBinaryKernels {

    private ScalarBinaryKernels() {}

    /** See {@link BinaryKernels#add}. */
    public static void add(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, a + b);
        }
    }

    /** See {@link BinaryKernels#sub}. */
    public static void sub(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, a - b);
        }
    }

    /** See {@link BinaryKernels#mul}. */
    public static void mul(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, a * b);
        }
    }

    /** See {@link BinaryKernels#div}. */
    public static void div(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, a / b);
        }
    }

    /** See {@link BinaryKernels#max}. */
    public static void max(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, Math.max(a, b));
        }
    }

    /** See {@link BinaryKernels#min}. */
    public static void min(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, Math.min(a, b));
        }
    }

    /** See {@link BinaryKernels#rem}. */
    public static void rem(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, a % b);
        }
    }

    /** See {@link BinaryKernels#pow}. */
    public static void pow(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(
                    out + offset,
                    a == 1 || (a == -1 && Float.isInfinite(b)) ? 1f : (float) StrictMath.pow(a, b));
        }
    }
}
