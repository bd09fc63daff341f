package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatFunctions.erf;
import static io.steelyard.reference.internal.kernel.FloatFunctions.normalExp;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
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

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Activation functions of vectors and their gradients, F32, written as {@link FloatFunctions} are.
 */
final class FloatActivations {
    private static final float SCALE = 0.7978845608f;
    private static final float CUBIC = 0.044715f;
    private static final float SQRT_HALF = 0.70710678f;
    private static final float DENSITY = 0.39894228f;

    /** exp(LIMIT) and exp(-LIMIT) are normal numbers, and 1 + exp(-LIMIT) is 1. */
    private static final float LIMIT = 87f;

    /** Where slopes are 0 or 1 to the last bit, and cubes are far from infinite. */
    private static final float FAR = 30f;

    /** The exponential of this and more rounds to infinity: its power of two is 128. */
    private static final float OVERFLOW = 89f;

    private FloatActivations() {}

    static FloatVector geluTanh(FloatVector x) {
        return x.div(expOfMinusTwoU(x).add(1f));
    }

    static FloatVector geluTanhGradient(FloatVector input, FloatVector outGradient) {
        FloatVector x =
                input.blend(FAR, input.compare(VectorOperators.GT, FAR))
                        .blend(-FAR, input.compare(VectorOperators.LT, -FAR));
        FloatVector p = expOfMinusTwoU(x);
        FloatVector s = FloatVector.broadcast(SPECIES, 1f).div(p.add(1f));
        FloatVector twoSlope =
                x.mul(x)
                        .fma(
                                FloatVector.broadcast(SPECIES, 6f * SCALE * CUBIC),
                                FloatVector.broadcast(SPECIES, 2f * SCALE));
        // 1 - s = exp(-2u) s keeps its relative accuracy.
        return outGradient.mul(x.mul(twoSlope).mul(p.mul(s)).fma(s, s));
    }

    /** {@code exp(-2u)} with {@code u = sqrt(2 / pi) (x + 0.044715 x^3)}. */
    private static FloatVector expOfMinusTwoU(FloatVector x) {
        FloatVector minusTwoU =
                x.mul(x)
                        .fma(
                                FloatVector.broadcast(SPECIES, -2f * SCALE * CUBIC),
                                FloatVector.broadcast(SPECIES, -2f * SCALE))
                        .mul(x);
        return normalExp(
                minusTwoU
                        .blend(LIMIT, minusTwoU.compare(VectorOperators.GT, LIMIT))
                        .blend(-LIMIT, minusTwoU.compare(VectorOperators.LT, -LIMIT)));
    }

    static FloatVector geluErf(FloatVector x) {
        FloatVector erf = erf(x.mul(SQRT_HALF));
        FloatVector half = x.mul(0.5f);
        return half.fma(erf, half);
    }

    static FloatVector geluErfGradient(FloatVector input, FloatVector outGradient) {
        FloatVector x =
                input.blend(FAR, input.compare(VectorOperators.GT, FAR))
                        .blend(-FAR, input.compare(VectorOperators.LT, -FAR));
        FloatVector argument = x.mul(SQRT_HALF);
        FloatVector distribution =
                erf(argument)
                        .fma(
                                FloatVector.broadcast(SPECIES, 0.5f),
                                FloatVector.broadcast(SPECIES, 0.5f));
        FloatVector power = argument.mul(argument).neg();
        power = power.blend(-LIMIT, power.compare(VectorOperators.LT, -LIMIT));
        // normalExp(power), which would not be put in place any more here.
        FloatVector shifted =
                power.fma(
                        FloatVector.broadcast(SPECIES, LOG2_E),
                        FloatVector.broadcast(SPECIES, ROUND));
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), power);
        r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
        FloatVector p =
                r.fma(FloatVector.broadcast(SPECIES, EXP_7), FloatVector.broadcast(SPECIES, EXP_6));
        p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_5));
        p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_4));
        p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_3));
        p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_2));
        p = p.fma(r.mul(r), r).add(1f);
        IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
        FloatVector density =
                p.mul(exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
        return outGradient.mul(
                density.mul(x).fma(FloatVector.broadcast(SPECIES, DENSITY), distribution));
    }

    static FloatVector silu(FloatVector x) {
        FloatVector minusX = x.neg();
        FloatVector p =
                normalExp(
                        minusX.blend(OVERFLOW, minusX.compare(VectorOperators.GT, OVERFLOW))
                                .blend(-LIMIT, minusX.compare(VectorOperators.LT, -LIMIT)));
        return x.div(p.add(1f));
    }

    static FloatVector siluGradient(FloatVector input, FloatVector outGradient) {
        FloatVector x =
                input.blend(LIMIT, input.compare(VectorOperators.GT, LIMIT))
                        .blend(-LIMIT, input.compare(VectorOperators.LT, -LIMIT));
        FloatVector p = normalExp(x.neg());
        FloatVector s = FloatVector.broadcast(SPECIES, 1f).div(p.add(1f));
        // 1, or NaN for an infinite input.
        FloatVector one = input.fma(FloatVector.zero(SPECIES), FloatVector.broadcast(SPECIES, 1f));
        // 1 - s = exp(-x) s keeps its relative accuracy.
        return outGradient.mul(x.fma(p.mul(s), one).mul(s));
    }
}
