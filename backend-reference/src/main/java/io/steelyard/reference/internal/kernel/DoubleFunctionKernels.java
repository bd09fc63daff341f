package io.steelyard.reference.internal.kernel;

/**
 * Elementwise kernels, F64, that approximate a function: {@code out[i] = f(in[i])}.
 *
 * <p>Operands are addresses of {@code count} doubles; {@code out} may be {@code in}. Stateless and
 * safe for concurrent use.
 */
public final class DoubleFunctionKernels {
    private DoubleFunctionKernels() {}

    /** {@code e} to the power {@code in}, within 1 ulp. */
    public static void exp(long out, long in, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            double a = NativeMemory.getDouble(in + offset);
            NativeMemory.setDouble(out + offset, Math.exp(a));
        }
    }

    /** The natural logarithm, within 1 ulp; NaN for negative numbers. */
    public static void log(long out, long in, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            double a = NativeMemory.getDouble(in + offset);
            NativeMemory.setDouble(out + offset, Math.log(a));
        }
    }

    /** The hyperbolic tangent, within 2.5 ulp. */
    public static void tanh(long out, long in, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            double a = NativeMemory.getDouble(in + offset);
            NativeMemory.setDouble(out + offset, Math.tanh(a));
        }
    }

    /** The sine, within 1 ulp. */
    public static void sin(long out, long in, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            double a = NativeMemory.getDouble(in + offset);
            NativeMemory.setDouble(out + offset, Math.sin(a));
        }
    }

    /** The cosine, within 1 ulp. */
    public static void cos(long out, long in, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            double a = NativeMemory.getDouble(in + offset);
            NativeMemory.setDouble(out + offset, Math.cos(a));
        }
    }

    /**
     * {@code left} to the power {@code right}, within 1 ulp; special cases are those of {@link
     * Math#pow}.
     */
    public static void pow(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            double a = NativeMemory.getDouble(left + offset);
            double b = NativeMemory.getDouble(right + offset);
            NativeMemory.setDouble(out + offset, Math.pow(a, b));
        }
    }

    /** The error function, see {@link ErrorFunction}. */
    public static void erf(long out, long in, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            double a = NativeMemory.getDouble(in + offset);
            NativeMemory.setDouble(out + offset, ErrorFunction.erf(a));
        }
    }
}
