package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_1;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_2;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_4;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_8;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_2;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_3;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_4;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_5;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_6;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_7;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_MIN;
import static io.steelyard.reference.internal.kernel.MathConstants.LN2_HIGH;
import static io.steelyard.reference.internal.kernel.MathConstants.LN2_LOW;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG2_E;
import static io.steelyard.reference.internal.kernel.MathConstants.ROUND;
import static io.steelyard.reference.internal.kernel.MathConstants.ROUND_BITS;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.nio.ByteOrder;

/**
 * The passes over one row that softmax, log-softmax and cross-entropy share, each a method of its
 * own: a larger one is more than the first-stage compiler takes, and might then never be compiled.
 */
final class RowExponentials {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private RowExponentials() {}

    /** The largest element of a row, NaN left aside: it comes back in the sum. */
    static float max(long from, int columns) {
        long i;
        FloatVector maxima = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (i = 0; i <= columns - LANES; i += LANES) {
            FloatVector x = FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
            maxima = maxima.blend(x, x.compare(VectorOperators.GT, maxima));
        }
        if (i < columns) {
            VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
            FloatVector x =
                    FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER, tail)
                            .blend(Float.NEGATIVE_INFINITY, tail.not());
            maxima = maxima.blend(x, x.compare(VectorOperators.GT, maxima));
        }
        float max = maxima.reduceLanes(VectorOperators.MAX);

        return max;
    }

    /** Writes {@code exp(x - max)} and returns the sum; {@code max} is no less than any element. */
    static float write(long to, long from, float max, int columns) {
        FloatVector sums = FloatVector.zero(SPECIES);
        for (long i = 0; i < columns; i += LANES) {
            boolean full = columns - i >= LANES;
            FloatVector logits =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    from + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, columns));
            FloatVector x = logits.sub(max);
            x = x.blend(EXP_MIN, x.compare(VectorOperators.LT, EXP_MIN));
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
                p.intoMemorySegment(ALL, to + (i << 2), ORDER);
            } else {
                p.intoMemorySegment(ALL, to + (i << 2), ORDER, SPECIES.indexInRange(i, columns));
            }
            if (!full) {
                p = FloatVector.zero(SPECIES).blend(p, SPECIES.indexInRange(i, columns));
            }
            sums = sums.add(p);
        }
        if (LANES > 8) {
            sums = sums.add(sums.rearrange(ROTATE_8));
        }
        if (LANES > 4) {
            sums = sums.add(sums.rearrange(ROTATE_4));
        }
        if (LANES > 2) {
            sums = sums.add(sums.rearrange(ROTATE_2));
        }
        if (LANES > 1) {
            sums = sums.add(sums.rearrange(ROTATE_1));
        }

        return sums.lane(0);
    }

    /** The sum of {@code exp(x - max)}. */
    static float sum(long from, float max, int columns) {
        FloatVector sums = FloatVector.zero(SPECIES);
        for (long i = 0; i < columns; i += LANES) {
            boolean full = columns - i >= LANES;
            FloatVector logits =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    from + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, columns));
            FloatVector x = logits.sub(max);
            x = x.blend(EXP_MIN, x.compare(VectorOperators.LT, EXP_MIN));
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
            if (!full) {
                p = FloatVector.zero(SPECIES).blend(p, SPECIES.indexInRange(i, columns));
            }
            sums = sums.add(p);
        }
        if (LANES > 8) {
            sums = sums.add(sums.rearrange(ROTATE_8));
        }
        if (LANES > 4) {
            sums = sums.add(sums.rearrange(ROTATE_4));
        }
        if (LANES > 2) {
            sums = sums.add(sums.rearrange(ROTATE_2));
        }
        if (LANES > 1) {
            sums = sums.add(sums.rearrange(ROTATE_1));
        }

        return sums.lane(0);
    }
}
