package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link IntKernels}. */
public final class ScalarIntKernels {

    private ScalarIntKernels() {}

    /** See {@link IntKernels#add}. */
    public static void add(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a + b);
        }
    }

    /** See {@link IntKernels#sub}. */
    public static void sub(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a - b);
        }
    }

    /** See {@link IntKernels#mul}. */
    public static void mul(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a * b);
        }
    }

    /** See {@link IntKernels#max}. */
    public static void max(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, Math.max(a, b));
        }
    }

    /** See {@link IntKernels#min}. */
    public static void min(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, Math.min(a, b));
        }
    }

    /** See {@link IntKernels#and}. */
    public static void and(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a & b);
        }
    }

    /** See {@link IntKernels#or}. */
    public static void or(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a | b);
        }
    }

    /** See {@link IntKernels#xor}. */
    public static void xor(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a ^ b);
        }
    }

    /** See {@link IntKernels#shl}. */
    public static void shl(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, Integer.compareUnsigned(b, 32) < 0 ? a << b : 0);
        }
    }

    /** See {@link IntKernels#shr}. */
    public static void shr(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, Integer.compareUnsigned(b, 32) < 0 ? a >>> b : 0);
        }
    }

    /** See {@link IntKernels#div}. */
    public static void div(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, b == 0 ? 0 : a / b);
        }
    }

    /** See {@link IntKernels#rem}. */
    public static void rem(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, b == 0 ? 0 : a % b);
        }
    }

    /** See {@link IntKernels#pow}. */
    public static void pow(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int base = NativeMemory.getInt(left + offset);
            int exponent = Math.max(0, NativeMemory.getInt(right + offset));
            int power = 1;
            for (; exponent != 0; exponent >>>= 1, base *= base) {
                if ((exponent & 1) != 0) {
                    power *= base;
                }
            }
            NativeMemory.setInt(out + offset, power);
        }
    }

    /** See {@link IntKernels#neg}. */
    public static void neg(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(in + offset);
            NativeMemory.setInt(out + offset, -a);
        }
    }

    /** See {@link IntKernels#abs}. */
    public static void abs(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(in + offset);
            NativeMemory.setInt(out + offset, Math.abs(a));
        }
    }

    /** See {@link IntKernels#not}. */
    public static void not(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(in + offset);
            NativeMemory.setInt(out + offset, ~a);
        }
    }
}
