package io.steelyard.composite;

import io.steelyard.program.Axes;
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
 * {@code attention}: scaled dot-product attention (Vaswani et al. 2017, equation 1).
 *
 * <p>Operands: query {@code [batch, timeQ, heads, headDim]}; key and value {@code [batch, timeK,
 * heads, headDim]}; position I32 {@code []}, the place of the first query among the keys; random
 * key and stream I32 {@code [2]} for dropout. Results: {@code [batch, timeQ, heads, headDim]} and,
 * for the gradient, the logarithm of the sum of exponentials of each row of scores {@code [batch,
 * heads, timeQ]}.
 *
 * <pre>
 * score[i, j] = scale * query[i] . key[j]        for each batch and head
 * weight[i, :] = dropout(softmax(score[i, :]))   over the visible keys j
 * result[i] = sum over j of weight[i, j] * value[j]
 * </pre>
 *
 * <p>A query that sees no key gives 0, and -infinity as its logarithm. Dropout draws its bits for
 * the shape {@code [batch, heads, timeQ, timeK]}.
 *
 * @param scale usually {@code 1 / sqrt(headDim)}
 * @param causal whether query i sees only keys {@code j <= position + i}
 * @param dropoutRate the probability that a weight is zeroed, in [0, 1)
 */
public record AttentionRule(float scale, boolean causal, float dropoutRate)
        implements CompositeRule {
    /** Throws {@code INVALID_ARGUMENT} for a rate outside [0, 1). */
    public AttentionRule {
        DropoutRule.requireRate(dropoutRate);
    }

    @Override
    public String name() {
        return "attention";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor value = operands.get(2);
        Tensor scores =
                visibleScores(
                        operands.getFirst(), operands.get(1), operands.get(3)); // [b, h, q, k]
        Tensor max = scores.reduceMax(-1).stopGradient(); // [b, h, q]
        // A row without a visible key has the maximum -infinity, and -infinity less itself is NaN.
        Tensor shift = max.eq(max.filled(Double.NEGATIVE_INFINITY)).select(max.filled(0), max);
        Tensor exponentials = scores.sub(shift.expandDims(-1)).exp();
        Tensor sum = exponentials.sum(-1); // [b, h, q]
        Tensor divisor = sum.eq(sum.filled(0)).select(sum.filled(1), sum);
        Tensor weights = dropped(exponentials.div(divisor.expandDims(-1)), operands, 4);
        Tensor result =
                weights.dot(
                                value,
                                Axes.of(0, 1),
                                Axes.of(0, 2),
                                Axes.of(3),
                                Axes.of(1)) // [b, h, q, d]
                        .transpose(0, 2, 1, 3);
        return List.of(result, sum.log().add(shift));
    }

    /**
     * Scaled scores {@code [batch, heads, timeQ, timeK]}, -infinity where the key is not visible.
     */
    Tensor visibleScores(Tensor query, Tensor key, Tensor position) {
        Tensor scores =
                query.dot(key, Axes.of(0, 2), Axes.of(0, 2), Axes.of(3), Axes.of(3)).mul(scale);
        return causal
                ? visible(scores, position).select(scores, scores.filled(Double.NEGATIVE_INFINITY))
                : scores;
    }

    /** BOOL of the shape of scores: whether key j is at or before query i. */
    static Tensor visible(Tensor scores, Tensor position) {
        TensorType type = new TensorType(DType.I32, scores.shape());
        Tensor i = scores.recorder().apply(new Op.Iota(type, 2));
        Tensor j = scores.recorder().apply(new Op.Iota(type, 3));
        return j.le(i.add(position));
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
                    all.addAll(operands.subList(3, 6));
                    List<@Nullable Tensor> contributions =
                            new ArrayList<>(
                                    gradient.recorder()
                                            .applyComposite(new AttentionGradientRule(this), all));
                    contributions.add(null);
                    contributions.add(null);
                    contributions.add(null);
                    return contributions;
                });
    }
}
