package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.MathConstants.EXP_2;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_3;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_4;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_5;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_6;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_7;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_MAX;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_MIN;
import static io.steelyard.reference.internal.kernel.MathConstants.LN2_HIGH;
import static io.steelyard.reference.internal.kernel.MathConstants.LN2_LOW;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG2_E;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG_0;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG_1;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG_2;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG_3;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG_4;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG_5;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG_6;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG_7;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG_8;
import static io.steelyard.reference.internal.kernel.MathConstants.ROUND;
import static io.steelyard.reference.internal.kernel.MathConstants.ROUND_BITS;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Elementwise kernels of one operand, F32: {@code out[i] = f(in[i])}.
 *
 * <p>Operands are addresses of {@code count} floats; {@code out} may be {@code in}. An element's
 * result does not depend on its place in the range. Stateless and safe for concurrent use.
 */
public final class UnaryKernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = 4 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private UnaryKernels() {}

    /** {@code -in}: the sign bit flipped. */
    public static void neg(long out, long in, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.neg().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, -a);
        }
    }

    /** The absolute value: the sign bit cleared. */
    public static void abs(long out, long in, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.abs().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, Math.abs(a));
        }
    }

    /** The square root, rounded correctly; NaN for negative numbers. */
    public static void sqrt(long out, long in, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.sqrt().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            float a = NativeMemory.getFloat(in + offset);
            NativeMemory.setFloat(out + offset, (float) Math.sqrt(a));
        }
    }

    /** The largest integer that is not larger. Infinities, NaN and -0 stay as they are. */
    public static void floor(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            long offset = i << 2;
            boolean full = count - i >= LANES;
            FloatVector x =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + offset,
                                    ORDER,
                                    SPECIES.indexInRange(i, count));

            FloatVector magnitude = x.abs();
            // Adding 2^23 rounds a smaller magnitude to an integer, half to even.
            FloatVector sign = x.reinterpretAsInts().and(0x80000000).reinterpretAsFloats();
            FloatVector rounded =
                    magnitude
                            .add(0x1p23f)
                            .sub(0x1p23f)
                            .reinterpretAsInts()
                            .or(sign.reinterpretAsInts())
                            .reinterpretAsFloats();
            FloatVector floor =
                    rounded.blend(rounded.sub(1f), rounded.compare(VectorOperators.GT, x));
            floor = x.blend(floor, magnitude.compare(VectorOperators.LT, 0x1p23f));
            if (full) {
                floor.intoMemorySegment(ALL, out + offset, ORDER);
            } else {
                floor.intoMemorySegment(ALL, out + offset, ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /**
     * The exponential, within 1 ulp, subnormal results included; overflow gives infinity. exp(x) =
     * 2^n exp(r) with n = round(x / ln 2).
     */
    public static void exp(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            long offset = i << 2;
            boolean full = count - i >= LANES;
            FloatVector x =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + offset,
                                    ORDER,
                                    SPECIES.indexInRange(i, count));

            // Blends, not min and max, so that NaN passes.
            x =
                    x.blend(EXP_MAX, x.compare(VectorOperators.GT, EXP_MAX))
                            .blend(EXP_MIN, x.compare(VectorOperators.LT, EXP_MIN));
            FloatVector shifted =
                    x.fma(
                            FloatVector.broadcast(SPECIES, LOG2_E),
                            FloatVector.broadcast(SPECIES, ROUND));
            FloatVector n = shifted.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
            r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
            FloatVector p =
                    r.fma(
                            FloatVector.broadcast(SPECIES, EXP_7),
                            FloatVector.broadcast(SPECIES, EXP_6));
            p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_5));
            p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_4));
            p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_3));
            p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_2));
            p = p.fma(r.mul(r), r).add(1f);
            IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
            IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
            p = p.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
            p =
                    p.mul(
                            exponent.sub(half)
                                    .add(127)
                                    .lanewise(VectorOperators.LSHL, 23)
                                    .reinterpretAsFloats());

            if (full) {
                p.intoMemorySegment(ALL, out + offset, ORDER);
            } else {
                p.intoMemorySegment(ALL, out + offset, ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /**
     * The natural logarithm, within 1 ulp, also of subnormal numbers; -infinity for 0, NaN for
     * negative numbers. log(x) = e ln 2 + log(1 + f) with 1 + f in [sqrt(1/2), sqrt(2)].
     */
    public static void log(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            long offset = i << 2;
            boolean full = count - i >= LANES;
            FloatVector x =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + offset,
                                    ORDER,
                                    SPECIES.indexInRange(i, count));

            VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
            FloatVector scaled = x.blend(x.mul(0x1p25f), subnormal);
            // Subtracting the bits of sqrt(1/2) makes the exponent change at sqrt(1/2), not at 1.
            IntVector bits = scaled.reinterpretAsInts().sub(0x3F3504F3);
            IntVector exponent = bits.lanewise(VectorOperators.ASHR, 23);
            FloatVector f =
                    scaled.reinterpretAsInts()
                            .sub(exponent.lanewise(VectorOperators.LSHL, 23))
                            .reinterpretAsFloats()
                            .sub(1f);
            // The exponent as a float, without a conversion: in the low bits of 1.5 * 2^23.
            FloatVector e = exponent.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND);
            e = e.blend(e.sub(25f), subnormal);
            FloatVector p =
                    f.fma(
                            FloatVector.broadcast(SPECIES, LOG_8),
                            FloatVector.broadcast(SPECIES, LOG_7));
            p = p.fma(f, FloatVector.broadcast(SPECIES, LOG_6));
            p = p.fma(f, FloatVector.broadcast(SPECIES, LOG_5));
            p = p.fma(f, FloatVector.broadcast(SPECIES, LOG_4));
            p = p.fma(f, FloatVector.broadcast(SPECIES, LOG_3));
            p = p.fma(f, FloatVector.broadcast(SPECIES, LOG_2));
            p = p.fma(f, FloatVector.broadcast(SPECIES, LOG_1));
            p = p.fma(f, FloatVector.broadcast(SPECIES, LOG_0));

            FloatVector square = f.mul(f);
            p = p.mul(f).mul(square);
            p = e.fma(FloatVector.broadcast(SPECIES, LN2_LOW), p);
            p = square.fma(FloatVector.broadcast(SPECIES, -0.5f), p);
            p = e.fma(FloatVector.broadcast(SPECIES, LN2_HIGH), f.add(p));
            p =
                    p.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f))
                            .blend(Float.NaN, x.compare(VectorOperators.LT, 0f))
                            .blend(
                                    x,
                                    x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY)
                                            .or(x.test(VectorOperators.IS_NAN)));
            if (full) {
                p.intoMemorySegment(ALL, out + offset, ORDER);
            } else {
                p.intoMemorySegment(ALL, out + offset, ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }
}
