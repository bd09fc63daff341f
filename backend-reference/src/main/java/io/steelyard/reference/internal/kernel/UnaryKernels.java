package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.ORDER;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;

/**
 * Elementwise kernels of one operand, F32: {@code out[i] = f(in[i])}.
 *
 * <p>Operands are addresses of {@code count} floats; {@code out} may be {@code in}. An element's
 * result does not depend on its place in the range. Stateless and safe for concurrent use.
 */
public final class UnaryKernels {
    private UnaryKernels() {}

    /** {@code -in}: the sign bit flipped. */
    public static void neg(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            FloatVector x = FloatLanes.load(in, i, count);
            FloatVector y = FloatFunctions.neg(x);
            if (count - i >= LANES) {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /** The absolute value: the sign bit cleared. */
    public static void abs(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            FloatVector x = FloatLanes.load(in, i, count);
            FloatVector y = FloatFunctions.abs(x);
            if (count - i >= LANES) {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /** The square root, rounded correctly; NaN for negative numbers. */
    public static void sqrt(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            FloatVector x = FloatLanes.load(in, i, count);
            FloatVector y = FloatFunctions.sqrt(x);
            if (count - i >= LANES) {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /** The largest integer that is not larger. Infinities, NaN and -0 stay as they are. */
    public static void floor(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            FloatVector x = FloatLanes.load(in, i, count);
            FloatVector y = FloatFunctions.floor(x);
            if (count - i >= LANES) {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /**
     * The exponential, within 1 ulp, subnormal results included; overflow gives infinity. exp(x) =
     * 2^n exp(r) with n = round(x / ln 2).
     */
    public static void exp(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            FloatVector x = FloatLanes.load(in, i, count);
            FloatVector y = FloatFunctions.exp(x);
            if (count - i >= LANES) {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /**
     * The natural logarithm, within 1 ulp, also of subnormal numbers; -infinity for 0, NaN for
     * negative numbers. log(x) = e ln 2 + log(1 + f) with 1 + f in [sqrt(1/2), sqrt(2)].
     */
    public static void log(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            FloatVector x = FloatLanes.load(in, i, count);
            FloatVector y = FloatFunctions.log(x);
            if (count - i >= LANES) {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /** The hyperbolic tangent, within 5 ulp; exactly 1 or -1 far out. */
    public static void tanh(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            FloatVector x = FloatLanes.load(in, i, count);
            FloatVector y = FloatFunctions.tanh(x);
            if (count - i >= LANES) {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /** The error function, within 2 ulp everywhere, so also relatively close to 0. */
    public static void erf(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            FloatVector x = FloatLanes.load(in, i, count);
            FloatVector y = FloatFunctions.erf(x);
            if (count - i >= LANES) {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /**
     * The sine, within 1 ulp for any finite argument; NaN for infinities. One element after the
     * other, of doubles: the Vector API's own sine gives other last bits when it is interpreted
     * than when it is compiled, and the first numbers of a seed must not hang on that.
     */
    public static void sin(long out, long in, long count) {
        for (long at = 0; at < count << 2; at += 4) {
            NativeMemory.setFloat(out + at, (float) Math.sin(NativeMemory.getFloat(in + at)));
        }
    }

    /** The cosine, within 1 ulp for any finite argument; NaN for infinities. As {@link #sin}. */
    public static void cos(long out, long in, long count) {
        for (long at = 0; at < count << 2; at += 4) {
            NativeMemory.setFloat(out + at, (float) Math.cos(NativeMemory.getFloat(in + at)));
        }
    }
}
