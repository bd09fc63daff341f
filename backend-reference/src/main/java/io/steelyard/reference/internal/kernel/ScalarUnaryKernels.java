package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link UnaryKernels} and {@link UnaryKernels}. */
public final class ScalarUnaryKernels {

    private ScalarUnaryKernels() {}

    /** See {@link UnaryKernels#neg}. */
    public static void neg(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, -a);
        }
    }

    /** See {@link UnaryKernels#abs}. */
    public static void abs(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, Math.abs(a));
        }
    }

    /** See {@link UnaryKernels#sqrt}. */
    public static void sqrt(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, (float) Math.sqrt(a));
        }
    }

    /** See {@link UnaryKernels#floor}. */
    public static void floor(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, (float) StrictMath.floor(a));
        }
    }

    /** See {@link UnaryKernels#exp}. */
    public static void exp(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, (float) StrictMath.exp(a));
        }
    }

    /** See {@link UnaryKernels#log}. */
    public static void log(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, (float) StrictMath.log(a));
        }
    }

    /** See {@link UnaryKernels#tanh}. */
    public static void tanh(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, (float) StrictMath.tanh(a));
        }
    }

    /** See {@link UnaryKernels#sin}. */
    public static void sin(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, (float) StrictMath.sin(a));
        }
    }

    /** See {@link UnaryKernels#cos}. */
    public static void cos(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, (float) StrictMath.cos(a));
        }
    }

    /** See {@link UnaryKernels#erf}. */
    public static void erf(long out, long in, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            NativeMemory.setFloat(out + offset, (float) erf(NativeMemory.getFloat(in + offset)));
        }
    }

    /**
     * The error function in double precision: its Maclaurin series near 0 and the continued
     * fraction of erfc elsewhere (Abramowitz and Stegun, 7.1.6 and 7.1.14).
     */
    static double erf(double x) {
        double magnitude = Math.abs(x);
        if (magnitude < 2.5) {
            double term = x;
            double sum = x;
            for (int n = 1; n < 80; n++) {
                term *= 2 * x * x / (2 * n + 1);
                sum += term;
            }
            return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
        }
        double fraction = magnitude;
        for (int n = 100; n > 0; n--) {
            fraction = magnitude + n / 2.0 / fraction;
        }
        double erfc = StrictMath.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
        return Double.isNaN(x) ? x : Math.copySign(1 - (magnitude > 6 ? 0 : erfc), x);
    }
}
