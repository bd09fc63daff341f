package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
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
import static io.steelyard.reference.internal.kernel.MathConstants.ROUND;
import static io.steelyard.reference.internal.kernel.MathConstants.ROUND_BITS;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.nio.ByteOrder;

/**
 * Softmax cross-entropy with integer labels, over rows of {@code [rows, classes]} logits.
 *
 * <p>Labels are I32 and clamped into {@code [0, classes - 1]}. Kernels work on the rows {@code
 * rowFrom} to {@code rowTo}; a row's result does not depend on the range. Stateless and safe for
 * concurrent use.
 */
public final class CrossEntropyKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private CrossEntropyKernels() {}

    /**
     * Log-sum-exp of the logits, and the loss: log-sum-exp less the logit of the label, in each
     * row.
     *
     * @param loss address of {@code [rows]} floats
     * @param logSumExp address of {@code [rows]} floats
     */
    public static void crossEntropy(
            long loss,
            long logSumExp,
            long logits,
            long labels,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = logits + (row * columns << 2);
            float max = RowExponentials.max(from, columns);

            float sum = RowExponentials.sum(from, max, columns);

            double logSum = Math.log(sum);
            int label = Math.clamp(NativeMemory.getInt(labels + (row << 2)), 0, columns - 1);
            double shifted = (double) NativeMemory.getFloat(from + 4L * label) - max;
            NativeMemory.setFloat(logSumExp + (row << 2), (float) (max + logSum));
            NativeMemory.setFloat(loss + (row << 2), (float) (logSum - shifted));
        }
    }

    /**
     * {@code (exp(logits - logSumExp) - onehot(label)) * lossGradient}, in each row.
     *
     * @param gradient address of {@code [rows, classes]} floats; may be {@code logits}
     * @param lossGradient address of {@code [rows]} floats
     */
    public static void crossEntropyBackward(
            long gradient,
            long lossGradient,
            long logits,
            long logSumExp,
            long labels,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = logits + (row * columns << 2);
            long to = gradient + (row * columns << 2);
            float shift = NativeMemory.getFloat(logSumExp + (row << 2));
            float scale = NativeMemory.getFloat(lossGradient + (row << 2));
            int label = Math.clamp(NativeMemory.getInt(labels + (row << 2)), 0, columns - 1);
            for (long i = 0; i < columns; i += LANES) {
                boolean full = columns - i >= LANES;
                FloatVector values =
                        full
                                ? FloatVector.fromMemorySegment(
                                        SPECIES, ALL, from + (i << 2), ORDER)
                                : FloatVector.fromMemorySegment(
                                        SPECIES,
                                        ALL,
                                        from + (i << 2),
                                        ORDER,
                                        SPECIES.indexInRange(i, columns));
                FloatVector x = values.sub(shift);
                x = x.blend(EXP_MAX, x.compare(VectorOperators.GT, EXP_MAX));
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
                    p.mul(scale).intoMemorySegment(ALL, to + (i << 2), ORDER);
                } else {
                    p.mul(scale)
                            .intoMemorySegment(
                                    ALL, to + (i << 2), ORDER, SPECIES.indexInRange(i, columns));
                }
            }

            long at = to + 4L * label;
            NativeMemory.setFloat(at, NativeMemory.getFloat(at) - scale);
        }
    }
}
