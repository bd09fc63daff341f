package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code attention_grad}: the gradient of {@link AttentionRule} without a stored matrix of weights,
 * which are computed again from the scores and their logarithmic sums (Dao et al. 2022,
 * "FlashAttention", algorithm 4).
 *
 * <p>Operands: the gradient of the result {@code [batch, timeQ, heads, headDim]}, query, key,
 * value, the result, its logarithmic sums {@code [batch, heads, timeQ]}, position, random key and
 * stream. Results: the gradients of query, key and value.
 *
 * @param forward the operation that is differentiated
 */
public record AttentionGradientRule(AttentionRule forward) implements CompositeRule {
    @Override
    public String name() {
        return "attention_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor dout = operands.getFirst(); // [b, q, h, d]
        Tensor query = operands.get(1);
        Tensor key = operands.get(2);
        Tensor value = operands.get(3);
        Tensor result = operands.get(4);
        Tensor logSum = operands.get(5); // [b, h, q]

        Tensor scores =
                forward.visibleScores(
                        query, key, operands.subList(6, operands.size())); // [b, h, q, k]
        Tensor shift =
                logSum.eq(logSum.filled(Double.NEGATIVE_INFINITY)).select(logSum.filled(0), logSum);
        Tensor softmax = scores.sub(shift.expandDims(-1)).exp();
        Tensor weights = forward.dropped(softmax, operands, 7);
        Tensor dweights =
                forward.dropped(AttentionHeads.scores(dout, value), operands, 7); // [b, h, q, k]
        // sum over j of weight[i, j] * dweight[i, j] is dout[i] . result[i]
        Tensor delta = dout.mul(result).sum(-1).transpose(0, 2, 1).expandDims(-1); // [b, h, q, 1]
        Tensor dscores = softmax.mul(dweights.sub(delta)).mul(forward.scale());

        Tensor dquery = AttentionHeads.overKeys(dscores, key); // [b, q, h, d]
        Tensor dkey = AttentionHeads.overQueries(dscores, query, key.size(2));
        Tensor dvalue = AttentionHeads.overQueries(weights, dout, key.size(2));
        return List.of(dquery, dkey, dvalue);
    }
}
