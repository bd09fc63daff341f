package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;

import java.nio.ByteOrder;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2) in one pass, in the order of PyTorch: the
 * decoupled decay first.
 *
 * <p>Stateless and safe for concurrent use.
 */
public final class AdamKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private AdamKernels() {}

    /**
     * {@code g' = g gradientScale; m = beta1 m + (1 - beta1) g'; v = beta2 v + (1 - beta2) g'^2; p
     * = p - learningRate weightDecay p - learningRate (m / biasCorrection1) / (sqrt(v /
     * biasCorrection2) + epsilon)}.
     *
     * <p>All addresses are of {@code count} floats; an output may be its input. An element's result
     * does not depend on its place.
     *
     * @param first the first moment {@code m}
     * @param second the second moment {@code v}
     * @param biasCorrection1 {@code 1 - beta1^t}
     * @param biasCorrection2 {@code 1 - beta2^t}
     */
    public static void adamW(
            long parameterOut,
            long firstOut,
            long secondOut,
            long parameter,
            long gradient,
            long first,
            long second,
            long count,
            float learningRate,
            float beta1,
            float beta2,
            float epsilon,
            float weightDecay,
            float biasCorrection1,
            float biasCorrection2,
            float gradientScale) {
        FloatVector keep1 = FloatVector.broadcast(SPECIES, beta1);
        FloatVector keep2 = FloatVector.broadcast(SPECIES, beta2);
        float add1 = 1 - beta1;
        float add2 = 1 - beta2;
        // Not 1 - rate * decay: near 1 that has few bits left of a small decay.
        FloatVector decay = FloatVector.broadcast(SPECIES, -learningRate * weightDecay);
        float step = learningRate / biasCorrection1;
        float correction2 = 1 / biasCorrection2;
        for (long i = 0; i < count; i += LANES) {
            boolean full = count - i >= LANES;
            FloatVector g =
                    full
                            ? FloatVector.fromMemorySegment(
                                    SPECIES, ALL, gradient + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    gradient + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, count));
            FloatVector p =
                    full
                            ? FloatVector.fromMemorySegment(
                                    SPECIES, ALL, parameter + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    parameter + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, count));
            FloatVector m =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, first + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    first + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, count));
            FloatVector v =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, second + (i << 2), ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    second + (i << 2),
                                    ORDER,
                                    SPECIES.indexInRange(i, count));
            g = g.mul(gradientScale);
            m = keep1.fma(m, g.mul(add1));
            v = keep2.fma(v, g.mul(g).mul(add2));
            p = p.fma(decay, p).sub(m.mul(step).div(v.mul(correction2).sqrt().add(epsilon)));
            if (full) {
                p.intoMemorySegment(ALL, parameterOut + (i << 2), ORDER);
            } else {
                p.intoMemorySegment(
                        ALL, parameterOut + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
            if (full) {
                m.intoMemorySegment(ALL, firstOut + (i << 2), ORDER);
            } else {
                m.intoMemorySegment(
                        ALL, firstOut + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
            if (full) {
                v.intoMemorySegment(ALL, secondOut + (i << 2), ORDER);
            } else {
                v.intoMemorySegment(
                        ALL, secondOut + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }
}
