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
     * not yet divided by their sum, and by 0 for up to {@code AttentionPacking.ROWS} keys before
     * and after those that are visible.
     *
     * @param scores rows {@code ld} apart, that of query {@code i} first
     * @param from the key that a row begins with
     * @param keys how many keys a row has
     * @param lanes work space, a vector for each row and for up to {@code LANES - 1} more
     * @param sums receives each row's sum, with room for as many more; 0 where nothing is visible
     *     or all scores are -infinity
     * @param shifts receives each row's shift, with as much room; 0 in those rows
     */
    static void rows(
            float[] scores,
            int ld,
            int rows,
            AttentionShape shape,
            int position,
            int i,
            int from,
            int keys,
            float[] lanes,
            float[] sums,
            float[] shifts) {
        for (int row = 0; row < rows; row++) {
            int visible = visible(shape, position, i + row, from, keys);
            int start = start(shape, position, i + row, from, visible);
            int at = row * ld;
            int lead = start / LANES * LANES;
            int body = visible / LANES * LANES;
            int end = (visible + LANES - 1) / LANES * LANES;
            if (lead < start) {
                FloatVector.fromArray(SPECIES, scores, at + lead)
                        .blend(Float.NEGATIVE_INFINITY, SPECIES.indexInRange(lead, start))
                        .intoArray(scores, at + lead);
            }
            if (body < end) {
                FloatVector.fromArray(SPECIES, scores, at + body)
                        .blend(Float.NEGATIVE_INFINITY, SPECIES.indexInRange(body, visible).not())
                        .intoArray(scores, at + body);
            }
            // A comparison never chooses NaN, but the exponential of NaN carries it into the sum.
            FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int j = at + lead; j < at + end; j += LANES) {
                FloatVector x = FloatVector.fromArray(SPECIES, scores, j);
                max = x.blend(max, x.compare(VectorOperators.GT, max).not());
            }
            max.intoArray(lanes, row * LANES);
        }
        for (int row = 0; row < rows; row += LANES) {
            LaneSums.max(lanes, row * LANES, shifts, row);
        }
        for (int row = 0; row < rows; row++) {
            int visible = visible(shape, position, i + row, from, keys);
            int start = start(shape, position, i + row, from, visible);
            int at = row * ld;
            int lead = at + start / LANES * LANES;
            int end = at + (visible + LANES - 1) / LANES * LANES;
            int limit = at + Math.min(visible + AttentionPacking.ROWS, keys);
            float shift = shifts[row] == Float.NEGATIVE_INFINITY ? 0f : shifts[row];
            shifts[row] = shift;
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int j = lead; j < end; j += LANES) {
                FloatVector x = FloatVector.fromArray(SPECIES, scores, j).sub(shift);
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
                sum = p.add(sum);
                p.intoArray(scores, j);
            }
            int hidden = at + Math.max(0, start - AttentionPacking.ROWS) / LANES * LANES;
            for (int j = hidden; j < lead; j += LANES) {
                FloatVector.zero(SPECIES).intoArray(scores, j);
            }
            for (int j = end; j < limit; j += LANES) {
                FloatVector.zero(SPECIES).intoArray(scores, j);
            }
            sum.intoArray(lanes, row * LANES);
        }
        for (int row = 0; row < rows; row += LANES) {
            LaneSums.sum(lanes, row * LANES, sums, row);
        }
    }

    /** The end of the keys of a row that a query sees. */
    private static int visible(AttentionShape shape, int position, int i, int from, int keys) {
        return Math.clamp(shape.visible(position, i) - from, 0, keys);
    }

    /** The first of them. */
    private static int start(AttentionShape shape, int position, int i, int from, int visible) {
        return Math.clamp(shape.firstKey(position, i) - from, 0, visible);
    }

    /**
     * For a key panel, replaces scores by the weights that the values get, and the gradients of
     * those weights by the gradients of the scores: {@code p = exp(score - logSumExp)}, weight
     * {@code m p}, gradient {@code p (m g - delta)}, with m the factor of the dropout. Both are 0
     * for keys that are not visible.
     *
     * @param scores rows {@code AttentionPacking.PANEL} apart, as those of {@code gradients}, that
     *     of query {@code query} first
     * @param from the first key of the panel
     * @param keys how many keys the panel has
     * @param sums the logarithmic sums of all queries
     * @param deltas the products of the rows of the result and its gradient, of all queries
     * @param mask with dropout, work space of {@code AttentionDropout.size(PANEL)}
     * @param element number in the dropout stream of key 0 of row 0
     */
    static void gradients(
            float[] scores,
            float[] gradients,
            int rows,
            AttentionShape shape,
            int position,
            int query,
            int from,
            int keys,
            float[] sums,
            float[] deltas,
            DropoutKey key,
            float[] mask,
            long element) {
        float rate = shape.dropoutRate();
        for (int row = 0; row < rows; row++) {
            int visible = visible(shape, position, query + row, from, keys);
            int start = start(shape, position, query + row, from, visible);
            int at = row * AttentionPacking.PANEL;
            float logSum = sums[query + row];
            float shift = logSum == Float.NEGATIVE_INFINITY ? 0f : logSum;
            float delta = deltas[query + row];
            int lead = 0;
            if (rate > 0 && visible > 0) {
                long first = element + (long) row * shape.timeK() + from;
                lead = AttentionDropout.fill(mask, first, visible, rate, key);
            }
            int i = 0;
            for (; i <= start - LANES; i += LANES) {
                FloatVector.zero(SPECIES).intoArray(scores, at + i);
                FloatVector.zero(SPECIES).intoArray(gradients, at + i);
            }
            for (; i < visible; i += LANES) {
                FloatVector x = FloatVector.fromArray(SPECIES, scores, at + i).sub(shift);
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
                FloatVector gradient = FloatVector.fromArray(SPECIES, gradients, at + i);
                if (rate > 0) {
                    FloatVector factor = FloatVector.fromArray(SPECIES, mask, lead + i);
                    weight = p.mul(factor);
                    gradient = gradient.mul(factor);
                }
                gradient = gradient.sub(delta).mul(p);
                if (i < start || i + LANES > visible) {
                    VectorMask<Float> hidden =
                            SPECIES.indexInRange(i, visible)
                                    .not()
                                    .or(SPECIES.indexInRange(i, start));
                    weight = weight.blend(0f, hidden);
                    gradient = gradient.blend(0f, hidden);
                }
                weight.intoArray(scores, at + i);
                gradient.intoArray(gradients, at + i);
            }
            for (; i < AttentionPacking.PANEL; i += LANES) {
                FloatVector.zero(SPECIES).intoArray(scores, at + i);
                FloatVector.zero(SPECIES).intoArray(gradients, at + i);
            }
        }
    }

    /**
     * Multiplies the visible weights of each row by their dropout factors; see {@link #rows}.
     *
     * @param element number in the dropout stream of key 0 of row 0
     */
    static void drop(
            float[] weights,
            int ld,
            int rows,
            AttentionShape shape,
            int position,
            int i,
            int from,
            int keys,
            DropoutKey key,
            float[] mask,
            long element) {
        for (int row = 0; row < rows; row++) {
            int visible = visible(shape, position, i + row, from, keys);
            int start = start(shape, position, i + row, from, visible);
            if (start == visible) {
                continue;
            }
            long first = element + (long) row * shape.timeK() + from + start;
            int count = visible - start;
            int lead = AttentionDropout.fill(mask, first, count, shape.dropoutRate(), key);
            int at = row * ld + start;
            for (int j = 0; j < count; j += LANES) {
                FloatVector.fromArray(SPECIES, weights, at + j)
                        .mul(FloatVector.fromArray(SPECIES, mask, lead + j))
                        .intoArray(weights, at + j);
            }
        }
    }
}
