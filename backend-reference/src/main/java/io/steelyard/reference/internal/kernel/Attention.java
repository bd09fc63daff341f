package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

/**
 * Scaled dot-product attention, F32, and its gradient (Vaswani et al. 2017, "Attention Is All You
 * Need", equation 1; the gradient without stored weights after Dao et al. 2022, "FlashAttention",
 * algorithm 4).
 *
 * <p>For each batch entry and head, over the keys {@code j} visible to query {@code i}, where
 * several heads of queries may share a head of keys and values (Ainslie et al. 2023, "GQA"):
 *
 * <pre>
 * score[i, j] = scale * query[i] . key[j]
 * weight[i, :] = dropout(softmax(score[i, :]))
 * out[i] = sum over j of weight[i, j] * value[j]
 * logSumExp[i] = log of the sum over j of exp(score[i, j])
 * </pre>
 *
 * <p>Causal, query {@code i} sees the keys {@code j <= position + i}, with a window (Beltagy et al.
 * 2020, "Longformer") only {@code j > position + i - window} among them, else all; and of these
 * those that the mask does not hide. A query that sees none gives 0, and -infinity as its
 * logarithmic sum. A hidden key has no influence whatever it holds; infinities and NaN that are
 * seen propagate. The factor of a dropped weight is 0, that of a kept one {@code 1 / (1 - rate)};
 * the bits are those of element {@code ((b * heads + h) * timeQ + i) * timeK + j} of the {@link
 * Philox} stream.
 *
 * <p>Operands are addresses of floats, with strides where they are named; {@code out} and {@code
 * dout} {@code [batch, timeQ, heads, headDim]} and {@code logSumExp} {@code [batch, heads, timeQ]}
 * are contiguous. No result may overlap an operand or another result. Results are the same bits for
 * any number of threads. A call allocates nothing once the scratch of each thread has grown to the
 * shape. Safe for concurrent use.
 */
public final class Attention {
    private Attention() {}

    /**
     * Computes {@code out} and {@code logSumExp}.
     *
     * @param position the place of the first query among the keys; 0 in training
     * @param key the stream of the dropout, drawn from only where the rate is above 0
     */
    public static void forward(
            WorkerPool pool,
            AttentionShape shape,
            int position,
            AttentionMask mask,
            long q,
            Strides qs,
            long k,
            Strides ks,
            long v,
            Strides vs,
            long out,
            long logSumExp,
            DropoutKey key) {
        AttentionForward.run(pool, shape, position, mask, q, qs, k, ks, v, vs, out, logSumExp, key);
    }

    /**
     * Computes the gradients {@code dq}, {@code dk} and {@code dv} of the operands, given {@code
     * dout}, that of {@code out}, and the results of {@link #forward} for the same arguments.
     */
    public static void backward(
            WorkerPool pool,
            AttentionShape shape,
            int position,
            AttentionMask mask,
            long dout,
            long q,
            Strides qs,
            long k,
            Strides ks,
            long v,
            Strides vs,
            long out,
            long logSumExp,
            long dq,
            Strides dqs,
            long dk,
            Strides dks,
            long dv,
            Strides dvs,
            DropoutKey key) {
        AttentionBackward.run(
                pool, shape, position, mask, dout, q, qs, k, ks, v, vs, out, logSumExp, dq, dqs, dk,
                dks, dv, dvs, key);
    }
}
