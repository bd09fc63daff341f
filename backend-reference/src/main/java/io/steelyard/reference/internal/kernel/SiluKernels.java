package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
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
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.nio.ByteOrder;

/**
 * The sigmoid linear unit (Elfwing, Uchibe and Doya 2018, equation 6), with its gradient.
 *
 * <p>Operands are addresses of {@code count} floats; the output may be an input. An element's
 * result does not depend on its place. Relative error is below 1e-6 where the result is above 1e-35
 * in magnitude; nearer to 0 it may be 0. Stateless and safe for concurrent use.
 */
public final class SiluKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** exp(LIMIT) and exp(-LIMIT) are normal numbers, and 1 + exp(-LIMIT) is 1. */
    private static final float LIMIT = 87f;

    /** The exponential of this and more rounds to infinity: its power of two is 128. */
    private static final float OVERFLOW = 89f;

    private SiluKernels() {}

    /** {@code x / (1 + exp(-x))}; -infinity gives NaN. */
    public static void silu(long out, long in, long count) {
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
            FloatVector minusX = x.neg();
            minusX =
                    minusX.blend(OVERFLOW, minusX.compare(VectorOperators.GT, OVERFLOW))
                            .blend(-LIMIT, minusX.compare(VectorOperators.LT, -LIMIT));
            FloatVector shifted =
                    minusX.fma(
                            FloatVector.broadcast(SPECIES, LOG2_E),
                            FloatVector.broadcast(SPECIES, ROUND));
            FloatVector n = shifted.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), minusX);
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
     * The gradient of {@link #silu}: {@code outGradient s (1 + x (1 - s))} with {@code s = 1 / (1 +
     * exp(-x))}. An infinite input gives NaN.
     *
     * @param in the input of the forward pass
     */
    public static void siluBackward(long gradient, long outGradient, long in, long count) {
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
                    values.blend(LIMIT, values.compare(VectorOperators.GT, LIMIT))
                            .blend(-LIMIT, values.compare(VectorOperators.LT, -LIMIT));
            FloatVector minusX = x.neg();
            FloatVector shifted =
                    minusX.fma(
                            FloatVector.broadcast(SPECIES, LOG2_E),
                            FloatVector.broadcast(SPECIES, ROUND));
            FloatVector n = shifted.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), minusX);
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
            // 1, or NaN for an infinite input.
            FloatVector one =
                    values.fma(FloatVector.zero(SPECIES), FloatVector.broadcast(SPECIES, 1f));
            // 1 - s = exp(-x) s keeps its relative accuracy.
            FloatVector slope = x.fma(p.mul(s), one).mul(s);
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
