package io.steelyard.composite;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code attention}: scaled dot-product attention (Vaswani et al. 2017, equation 1), with keys and
 * values shared by groups of heads (Ainslie et al. 2023), a sliding window (Beltagy et al. 2020)
 * and a mask where they are wanted.
 *
 * <p>Operands: query {@code [batch, timeQ, heads, headDim]}; key and value {@code [batch, timeK,
 * keyHeads, headDim]}, where keyHeads divides heads; position I32 {@code []}, the place of the
 * first query among the keys; random key and stream I32 {@code [2]} for dropout; and, if wanted, a
 * mask BOOL {@code [batch or 1, heads or 1, timeQ or 1, timeK]}, true where a key may be seen.
 * Results: {@code [batch, timeQ, heads, headDim]} and, for the gradient, the logarithm of the sum
 * of exponentials of each row of scores {@code [batch, heads, timeQ]}.
 *
 * <pre>
 * score[i, j] = scale * query[i] . key[j]        for each batch and head
 * weight[i, :] = dropout(softmax(score[i, :]))   over the visible keys j
 * result[i] = sum over j of weight[i, j] * value[j]
 * </pre>
 *
 * <p>Head h of the queries reads head {@code h / (heads / keyHeads)} of keys and values. A query
 * that sees no key gives 0, and -infinity as its logarithm. Dropout draws its bits for the shape
 * {@code [batch, heads, timeQ, timeK]}.
 *
 * @param scale usually {@code 1 / sqrt(headDim)}
 * @param causal whether query i sees only keys {@code j <= position + i}
 * @param window if above 0, the number of keys that a query of a causal attention sees at most:
 *     only {@code j > position + i - window}
 * @param dropoutRate the probability that a weight is zeroed, in [0, 1)
 */
public record AttentionRule(float scale, boolean causal, int window, float dropoutRate)
        implements CompositeRule {
    /**
     * Throws {@code INVALID_ARGUMENT} for a rate outside [0, 1), a negative window, and a window of
     * an attention that is not causal.
     */
    public AttentionRule {
        DropoutRule.requireRate(dropoutRate);
        if (window < 0 || (window > 0 && !causal)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A window of "
                            + window
                            + " keys was given to "
                            + (causal ? "causal" : "full")
                            + " attention; accepted are 0 for no window, and 1 or more keys of"
                            + " causal attention.");
        }
    }

    /** Without a window. */
    public AttentionRule(float scale, boolean causal, float dropoutRate) {
        this(scale, causal, 0, dropoutRate);
    }

    @Override
    public String name() {
        return "attention";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor query = operands.getFirst();
        Tensor key = operands.get(1);
        requireHeads(query, key);
        Tensor scores = visibleScores(query, key, operands.subList(3, operands.size()));
        Tensor max = scores.reduceMax(-1).stopGradient(); // [b, h, q]
        // A row without a visible key has the maximum -infinity, and -infinity less itself is NaN.
        Tensor shift = max.eq(max.filled(Double.NEGATIVE_INFINITY)).select(max.filled(0), max);
        Tensor exponentials = scores.sub(shift.expandDims(-1)).exp(); // [b, h, q, k]
        Tensor sum = exponentials.sum(-1); // [b, h, q]
        Tensor divisor = sum.eq(sum.filled(0)).select(sum.filled(1), sum);
        Tensor weights = dropped(exponentials.div(divisor.expandDims(-1)), operands, 4);
        Tensor result = AttentionHeads.overKeys(weights, operands.get(2)); // [b, q, h, d]
        return List.of(result, sum.log().add(shift));
    }

    private static void requireHeads(Tensor query, Tensor key) {
        boolean fits =
                query.rank() == 4
                        && key.rank() == 4
                        && (key.size(2) == query.size(2)
                                || (key.size(2) > 0 && query.size(2) % key.size(2) == 0));
        if (!fits) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "attention: queries "
                            + query.type()
                            + " and keys "
                            + key.type()
                            + " were given; accepted are [batch, time, heads, headDim] of both,"
                            + " where the heads of the keys divide those of the queries.");
        }
    }

    /**
     * Scaled scores {@code [batch, heads, timeQ, timeK]}, -infinity where the key is not visible.
     *
     * @param further position, random key and stream, and the mask where there is one
     */
    Tensor visibleScores(Tensor query, Tensor key, List<Tensor> further) {
        Tensor scores = AttentionHeads.scores(query, key).mul(scale);
        Tensor hidden = scores.filled(Double.NEGATIVE_INFINITY);
        if (causal) {
            scores = visible(scores, further.getFirst()).select(scores, hidden);
        }
        return further.size() > 3 ? mask(scores, further.get(3)).select(scores, hidden) : scores;
    }

    /** BOOL of the shape of scores: whether key j is at or before query i, and in its window. */
    private Tensor visible(Tensor scores, Tensor position) {
        TensorType type = new TensorType(DType.I32, scores.shape());
        Tensor i = scores.recorder().apply(new Op.Iota(type, 2)).add(position);
        Tensor j = scores.recorder().apply(new Op.Iota(type, 3));
        Tensor before = j.le(i);
        return window > 0 ? before.and(j.gt(i.sub(window))) : before;
    }

    private static Tensor mask(Tensor scores, Tensor mask) {
        boolean fits =
                mask.dtype() == DType.BOOL && mask.rank() == 4 && mask.size(3) == scores.size(3);
        for (int axis = 0; fits && axis < 3; axis++) {
            fits = mask.size(axis) == 1 || mask.size(axis) == scores.size(axis);
        }
        if (!fits) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "attention: the mask "
                            + mask.type()
                            + " was given for scores "
                            + scores.shape()
                            + "; accepted is bool of that shape, where each axis but the last may"
                            + " be 1.");
        }
        return mask;
    }

    /** Weights after dropout, whose key and stream are the operands from the given one on. */
    Tensor dropped(Tensor weights, List<Tensor> operands, int keyOperand) {
        if (dropoutRate == 0) {
            return weights;
        }
        RandomKey random = new RandomKey(operands.get(keyOperand), operands.get(keyOperand + 1));
        return weights.mul(DropoutRule.mask(random, weights, dropoutRate));
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) -> {
                    Tensor gradient = gradients.getFirst();
                    if (gradient == null || gradients.get(1) != null) {
                        return List.of();
                    }
                    List<Tensor> all = new ArrayList<>(List.of(gradient));
                    all.addAll(operands.subList(0, 3));
                    all.addAll(results);
                    all.addAll(operands.subList(3, operands.size()));
                    List<@Nullable Tensor> contributions =
                            new ArrayList<>(
                                    gradient.recorder()
                                            .applyComposite(new AttentionGradientRule(this), all));
                    while (contributions.size() < operands.size()) {
                        contributions.add(null);
                    }
                    return contributions;
                });
    }
}
