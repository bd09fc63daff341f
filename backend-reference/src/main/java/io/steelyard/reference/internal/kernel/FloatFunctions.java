package io.steelyard.reference.internal.kernel;

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
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_MAX;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P1;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P11;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P13;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P3;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P5;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P7;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P9;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_Q0;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_Q2;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_Q4;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_Q6;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions of vectors, F32, lane by lane. Kernels call them within their loops, where the compiler
 * puts them in place ({@link CompilerDirectives}); generated kernels contain their instructions,
 * for which they must be without branches.
 *
 * <p>The compiler stops putting methods in place where the whole grows large, and then every vector
 * is boxed; but for those of the Vector API. So a function calls another one early, before most of
 * its own operations, and what comes after a function in a loop is a call of the Vector API.
 */
final class FloatFunctions {
    private FloatFunctions() {}

    static FloatVector add(FloatVector left, FloatVector right) {
        return left.add(right);
    }

    static FloatVector sub(FloatVector left, FloatVector right) {
        return left.sub(right);
    }

    static FloatVector mul(FloatVector left, FloatVector right) {
        return left.mul(right);
    }

    static FloatVector div(FloatVector left, FloatVector right) {
        return left.div(right);
    }

    static FloatVector max(FloatVector left, FloatVector right) {
        return left.lanewise(VectorOperators.MAX, right);
    }

    static FloatVector min(FloatVector left, FloatVector right) {
        return left.lanewise(VectorOperators.MIN, right);
    }

    static FloatVector neg(FloatVector x) {
        return x.neg();
    }

    static FloatVector abs(FloatVector x) {
        return x.abs();
    }

    static FloatVector sqrt(FloatVector x) {
        return x.sqrt();
    }

    static FloatVector floor(FloatVector x) {
        FloatVector magnitude = x.abs();
        // Adding 2^23 rounds a smaller magnitude to an integer, half to even.
        FloatVector rounded =
                magnitude
                        .add(0x1p23f)
                        .sub(0x1p23f)
                        .reinterpretAsInts()
                        .or(x.reinterpretAsInts().and(0x80000000))
                        .reinterpretAsFloats();
        FloatVector floor = rounded.blend(rounded.sub(1f), rounded.compare(VectorOperators.GT, x));
        return x.blend(floor, magnitude.compare(VectorOperators.LT, 0x1p23f));
    }

    static FloatVector exp(FloatVector argument) {
        // Blends, not min and max, so that NaN passes.
        FloatVector x =
                argument.blend(EXP_MAX, argument.compare(VectorOperators.GT, EXP_MAX))
                        .blend(EXP_MIN, argument.compare(VectorOperators.LT, EXP_MIN));
        FloatVector shifted =
                x.fma(
                        FloatVector.broadcast(SPECIES, LOG2_E),
                        FloatVector.broadcast(SPECIES, ROUND));
        FloatVector p = expOfRest(x, shifted);
        IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
        // In two steps, since 2^n is no normal number for the least results.
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        p = p.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
        IntVector rest = exponent.sub(half);
        return p.mul(rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
    }

    /** The exponential where it is a normal number. */
    static FloatVector normalExp(FloatVector x) {
        FloatVector shifted =
                x.fma(
                        FloatVector.broadcast(SPECIES, LOG2_E),
                        FloatVector.broadcast(SPECIES, ROUND));
        FloatVector p = expOfRest(x, shifted);
        IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
        return p.mul(exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
    }

    /**
     * {@code exp(x - n ln 2)}.
     *
     * @param shifted ROUND + n
     */
    private static FloatVector expOfRest(FloatVector x, FloatVector shifted) {
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
        FloatVector p =
                r.fma(FloatVector.broadcast(SPECIES, EXP_7), FloatVector.broadcast(SPECIES, EXP_6));
        p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_5));
        p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_4));
        p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_3));
        p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_2));
        return p.fma(r.mul(r), r).add(1f);
    }

    static FloatVector log(FloatVector x) {
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
                f.fma(FloatVector.broadcast(SPECIES, LOG_8), FloatVector.broadcast(SPECIES, LOG_7));
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
        return p.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f))
                .blend(Float.NaN, x.compare(VectorOperators.LT, 0f))
                .blend(
                        x,
                        x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY)
                                .or(x.test(VectorOperators.IS_NAN)));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector clamped =
                x.blend(TANH_MAX, x.compare(VectorOperators.GT, TANH_MAX))
                        .blend(-TANH_MAX, x.compare(VectorOperators.LT, -TANH_MAX));
        FloatVector square = clamped.mul(clamped);
        FloatVector p =
                square.fma(
                        FloatVector.broadcast(SPECIES, TANH_P13),
                        FloatVector.broadcast(SPECIES, TANH_P11));
        p = p.fma(square, FloatVector.broadcast(SPECIES, TANH_P9));
        p = p.fma(square, FloatVector.broadcast(SPECIES, TANH_P7));
        p = p.fma(square, FloatVector.broadcast(SPECIES, TANH_P5));
        p = p.fma(square, FloatVector.broadcast(SPECIES, TANH_P3));
        p = p.fma(square, FloatVector.broadcast(SPECIES, TANH_P1));
        FloatVector q =
                square.fma(
                        FloatVector.broadcast(SPECIES, TANH_Q6),
                        FloatVector.broadcast(SPECIES, TANH_Q4));
        q = q.fma(square, FloatVector.broadcast(SPECIES, TANH_Q2));
        q = q.fma(square, FloatVector.broadcast(SPECIES, TANH_Q0));
        // Close to 0 the rational would lose subnormal numbers; far out it is an ulp off 1.
        return clamped.mul(p)
                .div(q)
                .blend(x, x.abs().compare(VectorOperators.LT, 4e-4f))
                .blend(1f, x.compare(VectorOperators.GE, TANH_MAX))
                .blend(-1f, x.compare(VectorOperators.LE, -TANH_MAX));
    }

    static FloatVector erf(FloatVector x) {
        FloatVector magnitude = x.abs();
        FloatVector t = magnitude.blend(ERF_MAX, magnitude.compare(VectorOperators.GT, ERF_MAX));
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
        FloatVector large =
                FloatVector.broadcast(SPECIES, 1f)
                        .sub(normalExp(q.neg()))
                        .reinterpretAsInts()
                        .or(x.reinterpretAsInts().and(0x80000000))
                        .reinterpretAsFloats();
        FloatVector square = x.mul(x);
        FloatVector small =
                square.fma(
                        FloatVector.broadcast(SPECIES, ERF_SMALL_6),
                        FloatVector.broadcast(SPECIES, ERF_SMALL_5));
        small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_4));
        small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_3));
        small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_2));
        small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_1));
        small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_0));
        small = small.fma(x, x);
        return small.blend(large, magnitude.compare(VectorOperators.GT, ERF_SPLIT));
    }
}
