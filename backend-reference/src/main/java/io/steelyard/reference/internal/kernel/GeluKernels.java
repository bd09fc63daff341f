package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_0;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_1;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_2;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_3;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_4;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_5;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_6;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_7;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_MAX;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_0;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_1;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_2;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_3;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_4;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_5;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_6;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SPLIT;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_2;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_3;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_4;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_5;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_6;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_7;
import static io.steelyard.reference.internal.kernel.MathConstants.LN2_HIGH;
import static io.steelyard.reference.internal.kernel.MathConstants.LN2_LOW;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG2_E;
import static io.steelyard.reference.internal.kernel.MathConstants.ROUND;
import static io.steelyard.reference.internal.kernel.MathConstants.ROUND_BITS;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.nio.ByteOrder;

/**
 * Gaussian error linear units (Hendrycks and Gimpel 2016), exact and by the tanh approximation,
 * with gradients.
 *
 * <p>Operands are addresses of {@code count} floats; the output may be an input. An element's
 * result does not depend on its place. Absolute error is below 5e-7 for inputs up to 4, relative
 * error below 1e-6 for larger ones. Stateless and safe for concurrent use.
 */
public final class GeluKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private static final float SCALE = 0.7978845608f;
    private static final float CUBIC = 0.044715f;
    private static final float SQRT_HALF = 0.70710678f;
    private static final float DENSITY = 0.39894228f;

    /** exp(LIMIT) and exp(-LIMIT) are normal numbers, and 1 + exp(-LIMIT) is 1. */
    private static final float LIMIT = 87f;

    private static final float FAR = 30f;

    private GeluKernels() {}

    /**
     * {@code x / (1 + exp(-2u))} with {@code u = sqrt(2 / pi) (x + 0.044715 x^3)}: the tanh
     * approximation.
     */
    public static void geluTanh(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            boolean full = count - i >= LANES;
            FloatVector x =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, in + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, count));
            FloatVector square = x.mul(x);
            FloatVector minusTwoU =
                    square.fma(
                                    FloatVector.broadcast(SPECIES, -2f * SCALE * CUBIC),
                                    FloatVector.broadcast(SPECIES, -2f * SCALE))
                            .mul(x);
            minusTwoU =
                    minusTwoU
                            .blend(LIMIT, minusTwoU.compare(VectorOperators.GT, LIMIT))
                            .blend(-LIMIT, minusTwoU.compare(VectorOperators.LT, -LIMIT));
            FloatVector shifted =
                    minusTwoU.fma(
                            FloatVector.broadcast(SPECIES, LOG2_E),
                            FloatVector.broadcast(SPECIES, ROUND));
            FloatVector n = shifted.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), minusTwoU);
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
            p = p.mul(exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
            if (full) {
                x.div(p.add(1f)).intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                x.div(p.add(1f))
                        .intoMemorySegment(
                                ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /**
     * The gradient of {@link #geluTanh}.
     *
     * @param in the input of the forward pass
     */
    public static void geluTanhBackward(long gradient, long outGradient, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            boolean full = count - i >= LANES;
            FloatVector values =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, in + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, count));
            FloatVector g =
                    full
                            ? FloatVector.fromMemorySegment(
                                    SPECIES, ALL, outGradient + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    outGradient + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, count));
            // Far out the slope is 0 or 1 to the last bit, and the cube would overflow.
            FloatVector x =
                    values.blend(FAR, values.compare(VectorOperators.GT, FAR))
                            .blend(-FAR, values.compare(VectorOperators.LT, -FAR));
            FloatVector square = x.mul(x);
            FloatVector minusTwoU =
                    square.fma(
                                    FloatVector.broadcast(SPECIES, -2f * SCALE * CUBIC),
                                    FloatVector.broadcast(SPECIES, -2f * SCALE))
                            .mul(x);
            minusTwoU =
                    minusTwoU
                            .blend(LIMIT, minusTwoU.compare(VectorOperators.GT, LIMIT))
                            .blend(-LIMIT, minusTwoU.compare(VectorOperators.LT, -LIMIT));
            FloatVector shifted =
                    minusTwoU.fma(
                            FloatVector.broadcast(SPECIES, LOG2_E),
                            FloatVector.broadcast(SPECIES, ROUND));
            FloatVector n = shifted.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), minusTwoU);
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
            p = p.mul(exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
            FloatVector s = FloatVector.broadcast(SPECIES, 1f).div(p.add(1f));
            FloatVector twoSlope =
                    square.fma(
                            FloatVector.broadcast(SPECIES, 6f * SCALE * CUBIC),
                            FloatVector.broadcast(SPECIES, 2f * SCALE));
            // 1 - s = exp(-2u) s keeps its relative accuracy.
            FloatVector slope = x.mul(twoSlope).mul(p.mul(s)).fma(s, s);
            if (full) {
                g.mul(slope).intoMemorySegment(ALL, gradient + (i << 2), ORDER);
            } else {
                g.mul(slope)
                        .intoMemorySegment(
                                ALL, gradient + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /** {@code x (1 + erf(x / sqrt(2))) / 2}: the exact function. */
    public static void geluErf(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            boolean full = count - i >= LANES;
            FloatVector x =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, in + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, count));
            FloatVector argument = x.mul(SQRT_HALF);
            FloatVector square = argument.mul(argument);
            FloatVector small =
                    square.fma(
                            FloatVector.broadcast(SPECIES, ERF_SMALL_6),
                            FloatVector.broadcast(SPECIES, ERF_SMALL_5));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_4));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_3));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_2));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_1));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_0));
            small = small.fma(argument, argument);
            FloatVector magnitude = argument.abs();
            FloatVector t =
                    magnitude.blend(ERF_MAX, magnitude.compare(VectorOperators.GT, ERF_MAX));
            FloatVector q =
                    t.fma(
                            FloatVector.broadcast(SPECIES, ERF_LARGE_7),
                            FloatVector.broadcast(SPECIES, ERF_LARGE_6));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_5));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_4));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_3));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_2));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_1));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_0));
            q = q.neg();
            FloatVector shifted =
                    q.fma(
                            FloatVector.broadcast(SPECIES, LOG2_E),
                            FloatVector.broadcast(SPECIES, ROUND));
            FloatVector n = shifted.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), q);
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
            p = p.mul(exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
            FloatVector large =
                    FloatVector.broadcast(SPECIES, 1f)
                            .sub(p)
                            .reinterpretAsInts()
                            .or(x.reinterpretAsInts().and(0x80000000))
                            .reinterpretAsFloats();
            FloatVector erf = small.blend(large, magnitude.compare(VectorOperators.GT, ERF_SPLIT));
            FloatVector half = x.mul(0.5f);
            if (full) {
                half.fma(erf, half).intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                half.fma(erf, half)
                        .intoMemorySegment(
                                ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /**
     * The gradient of {@link #geluErf}: the normal distribution function plus {@code x} times its
     * density.
     *
     * @param in the input of the forward pass
     */
    public static void geluErfBackward(long gradient, long outGradient, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            boolean full = count - i >= LANES;
            FloatVector values =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, in + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, count));
            FloatVector g =
                    full
                            ? FloatVector.fromMemorySegment(
                                    SPECIES, ALL, outGradient + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    outGradient + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, count));
            FloatVector x =
                    values.blend(FAR, values.compare(VectorOperators.GT, FAR))
                            .blend(-FAR, values.compare(VectorOperators.LT, -FAR));
            FloatVector argument = x.mul(SQRT_HALF);
            FloatVector square = argument.mul(argument);
            FloatVector small =
                    square.fma(
                            FloatVector.broadcast(SPECIES, ERF_SMALL_6),
                            FloatVector.broadcast(SPECIES, ERF_SMALL_5));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_4));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_3));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_2));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_1));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_0));
            small = small.fma(argument, argument);
            FloatVector magnitude = argument.abs();
            FloatVector t =
                    magnitude.blend(ERF_MAX, magnitude.compare(VectorOperators.GT, ERF_MAX));
            FloatVector q =
                    t.fma(
                            FloatVector.broadcast(SPECIES, ERF_LARGE_7),
                            FloatVector.broadcast(SPECIES, ERF_LARGE_6));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_5));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_4));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_3));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_2));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_1));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_0));
            q = q.neg();
            FloatVector shifted =
                    q.fma(
                            FloatVector.broadcast(SPECIES, LOG2_E),
                            FloatVector.broadcast(SPECIES, ROUND));
            FloatVector n = shifted.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), q);
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
            p = p.mul(exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
            FloatVector large =
                    FloatVector.broadcast(SPECIES, 1f)
                            .sub(p)
                            .reinterpretAsInts()
                            .or(x.reinterpretAsInts().and(0x80000000))
                            .reinterpretAsFloats();
            FloatVector erf = small.blend(large, magnitude.compare(VectorOperators.GT, ERF_SPLIT));
            FloatVector power = square.neg();
            power = power.blend(-LIMIT, power.compare(VectorOperators.LT, -LIMIT));
            FloatVector dshifted =
                    power.fma(
                            FloatVector.broadcast(SPECIES, LOG2_E),
                            FloatVector.broadcast(SPECIES, ROUND));
            FloatVector dn = dshifted.sub(ROUND);
            FloatVector dr = dn.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), power);
            dr = dn.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), dr);
            FloatVector density =
                    dr.fma(
                            FloatVector.broadcast(SPECIES, EXP_7),
                            FloatVector.broadcast(SPECIES, EXP_6));
            density = density.fma(dr, FloatVector.broadcast(SPECIES, EXP_5));
            density = density.fma(dr, FloatVector.broadcast(SPECIES, EXP_4));
            density = density.fma(dr, FloatVector.broadcast(SPECIES, EXP_3));
            density = density.fma(dr, FloatVector.broadcast(SPECIES, EXP_2));
            density = density.fma(dr.mul(dr), dr).add(1f);
            IntVector dexponent = dshifted.reinterpretAsInts().sub(ROUND_BITS);
            density =
                    density.mul(
                            dexponent
                                    .add(127)
                                    .lanewise(VectorOperators.LSHL, 23)
                                    .reinterpretAsFloats());
            FloatVector slope =
                    erf.fma(
                            FloatVector.broadcast(SPECIES, 0.5f),
                            FloatVector.broadcast(SPECIES, 0.5f));
            slope = density.mul(x).fma(FloatVector.broadcast(SPECIES, DENSITY), slope);
            if (full) {
                g.mul(slope).intoMemorySegment(ALL, gradient + (i << 2), ORDER);
            } else {
                g.mul(slope)
                        .intoMemorySegment(
                                ALL, gradient + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }
}
