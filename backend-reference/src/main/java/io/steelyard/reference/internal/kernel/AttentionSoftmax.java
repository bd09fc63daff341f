package io.steelyard.reference.internal.kernel;

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
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The softmax of rows of scores and its gradient. The lanes of all rows are reduced at once: row by
 * row, each would wait for the latency of its own reduction.
 */
final class AttentionSoftmax {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Below this argument an exponential is taken for 0; above it 2^n is a normal number. */
    private static final float UNDERFLOW = -87f;

    private AttentionSoftmax() {}

    /**
     * Replaces each row of scores by {@code exp(score - shift)} with the row's maximum as shift,
     * not yet divided by their sum, and by 0 for up to {@code AttentionPacking.ROWS} keys that are
     * not visible.
     *
     * @param scores rows {@code ld} apart
     * @param first the keys visible to row 0; row r sees {@code first + r * step}, from 0 to {@code
     *     keys}
     * @param lanes work space, a vector for each row and for up to {@code LANES - 1} more
     * @param sums receives each row's sum, with room for as many more; 0 where nothing is visible
     *     or all scores are -infinity
     * @param shifts receives each row's shift, with as much room; 0 in those rows
     */
    static void rows(
            float[] scores,
            int ld,
            int rows,
            int first,
            int step,
            int keys,
            float[] lanes,
            float[] sums,
            float[] shifts) {
        for (int row = 0; row < rows; row++) {
            int visible = Math.clamp(first + row * step, 0, keys);
            int from = row * ld;
            int body = from + visible / LANES * LANES;
            int end = from + (visible + LANES - 1) / LANES * LANES;
            if (body < end) {
                FloatVector.fromArray(SPECIES, scores, body)
                        .blend(
                                Float.NEGATIVE_INFINITY,
                                SPECIES.indexInRange(body - from, visible).not())
                        .intoArray(scores, body);
            }
            // A comparison never chooses NaN, but the exponential of NaN carries it into the sum.
            FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int i = from; i < end; i += LANES) {
                FloatVector x = FloatVector.fromArray(SPECIES, scores, i);
                max = max.blend(x, x.compare(VectorOperators.GT, max));
            }
            max.intoArray(lanes, row * LANES);
        }
        for (int row = 0; row < rows; row += LANES) {
            LaneSums.max(lanes, row * LANES, shifts, row);
        }
        for (int row = 0; row < rows; row++) {
            int visible = Math.clamp(first + row * step, 0, keys);
            int from = row * ld;
            int end = from + (visible + LANES - 1) / LANES * LANES;
            int limit = from + Math.min(visible + AttentionPacking.ROWS, keys);
            float shift = shifts[row] == Float.NEGATIVE_INFINITY ? 0f : shifts[row];
            shifts[row] = shift;
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = from; i < end; i += LANES) {
                FloatVector x = FloatVector.fromArray(SPECIES, scores, i).sub(shift);
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
                IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS - 127);
                p = p.mul(exponent.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
                p = p.blend(0f, x.compare(VectorOperators.LT, UNDERFLOW));
                sum = sum.add(p);
                p.intoArray(scores, i);
            }
            for (int i = end; i < limit; i += LANES) {
                FloatVector.zero(SPECIES).intoArray(scores, i);
            }
            sum.intoArray(lanes, row * LANES);
        }
        for (int row = 0; row < rows; row += LANES) {
            LaneSums.sum(lanes, row * LANES, sums, row);
        }
    }

    /**
     * For a key panel, replaces scores by the weights that the values get, and the gradients of
     * those weights by the gradients of the scores: {@code p = exp(score - logSumExp)}, weight
     * {@code m p}, gradient {@code p (m g - delta)}, with m the factor of the dropout. Both are 0
     * for keys that are not visible.
     *
     * @param scores rows {@code AttentionPacking.PANEL} apart, as those of {@code gradients}
     * @param first the keys of the panel that row 0 sees; row r sees {@code first + r * step}, from
     *     0 to {@code keys}
     * @param sums the logarithmic sums of the rows, from {@code row0}
     * @param deltas the products of the rows of the result and its gradient, from {@code row0}
     * @param mask with {@code rate} above 0, work space of {@code AttentionDropout.size(PANEL)}
     * @param element number in the dropout stream of the first key of row 0
     * @param elementStep distance of the rows in the dropout stream
     */
    static void gradients(
            float[] scores,
            float[] gradients,
            int rows,
            int first,
            int step,
            int keys,
            float[] sums,
            float[] deltas,
            int row0,
            float rate,
            DropoutKey key,
            float[] mask,
            long element,
            long elementStep) {
        for (int row = 0; row < rows; row++) {
            int visible = Math.clamp(first + row * step, 0, keys);
            int from = row * AttentionPacking.PANEL;
            float logSum = sums[row0 + row];
            float shift = logSum == Float.NEGATIVE_INFINITY ? 0f : logSum;
            float delta = deltas[row0 + row];
            int lead = 0;
            if (rate > 0 && visible > 0) {
                lead = AttentionDropout.fill(mask, element + row * elementStep, visible, rate, key);
            }
            int i = 0;
            for (; i < visible; i += LANES) {
                FloatVector x = FloatVector.fromArray(SPECIES, scores, from + i).sub(shift);
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
                IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS - 127);
                p = p.mul(exponent.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
                p = p.blend(0f, x.compare(VectorOperators.LT, UNDERFLOW));
                FloatVector weight = p;
                FloatVector gradient = FloatVector.fromArray(SPECIES, gradients, from + i);
                if (rate > 0) {
                    FloatVector factor = FloatVector.fromArray(SPECIES, mask, lead + i);
                    weight = p.mul(factor);
                    gradient = gradient.mul(factor);
                }
                gradient = gradient.sub(delta).mul(p);
                if (i + LANES > visible) {
                    VectorMask<Float> hidden = SPECIES.indexInRange(i, visible).not();
                    weight = weight.blend(0f, hidden);
                    gradient = gradient.blend(0f, hidden);
                }
                weight.intoArray(scores, from + i);
                gradient.intoArray(gradients, from + i);
            }
            for (; i < AttentionPacking.PANEL; i += LANES) {
                FloatVector.zero(SPECIES).intoArray(scores, from + i);
                FloatVector.zero(SPECIES).intoArray(gradients, from + i);
            }
        }
    }

    /** Multiplies the visible weights of each row by their dropout factors; see {@link #rows}. */
    static void drop(
            float[] weights,
            int ld,
            int rows,
            int first,
            int step,
            int keys,
            float rate,
            DropoutKey key,
            float[] mask,
            long element,
            long elementStep) {
        for (int row = 0; row < rows; row++) {
            int visible = Math.clamp(first + row * step, 0, keys);
            if (visible == 0) {
                continue;
            }
            int lead = AttentionDropout.fill(mask, element + row * elementStep, visible, rate, key);
            int from = row * ld;
            for (int i = 0; i < visible; i += LANES) {
                FloatVector.fromArray(SPECIES, weights, from + i)
                        .mul(FloatVector.fromArray(SPECIES, mask, lead + i))
                        .intoArray(weights, from + i);
            }
        }
    }
}
