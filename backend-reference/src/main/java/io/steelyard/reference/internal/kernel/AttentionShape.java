package io.steelyard.reference.internal.kernel;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * The sizes and attributes of an attention: queries {@code [batch, timeQ, heads, headDim]}, keys
 * and values {@code [batch, timeK, keyHeads, headDim]}.
 *
 * @param keyHeads the heads of keys and values, which divide those of the queries
 * @param scale factor of the scores, usually {@code 1 / sqrt(headDim)}
 * @param causal whether query {@code i} sees only the keys {@code j <= position + i}
 * @param window if above 0, query {@code i} sees only the keys {@code j > position + i - window}
 * @param dropoutRate probability that a weight is dropped, in [0, 1)
 */
public record AttentionShape(
        int batch,
        int heads,
        int keyHeads,
        int timeQ,
        int timeK,
        int headDim,
        float scale,
        boolean causal,
        int window,
        float dropoutRate) {
    /** The widest head that the kernels take. */
    public static final int MAX_HEAD_DIM = 256;

    /** The most queries or keys that the kernels take: the scratch of a head stays in one array. */
    public static final int MAX_TIME = 1 << 20;

    /** As many heads of keys as of queries, and no window. */
    public AttentionShape(
            int batch,
            int heads,
            int timeQ,
            int timeK,
            int headDim,
            float scale,
            boolean causal,
            float dropoutRate) {
        this(batch, heads, heads, timeQ, timeK, headDim, scale, causal, 0, dropoutRate);
    }

    /** Refuses what the kernels cannot compute. */
    public AttentionShape {
        if (batch < 0 || heads < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Attention was given a batch of "
                            + batch
                            + " and "
                            + heads
                            + " heads, but neither can be negative: pass sizes of 0 or more.");
        }
        if (keyHeads != heads && (keyHeads < 1 || heads % keyHeads != 0)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Attention was given "
                            + heads
                            + " heads of queries and "
                            + keyHeads
                            + " of keys, but the heads of keys must divide those of queries: pass"
                            + " one of the divisors.");
        }
        if (window < 0 || (window > 0 && !causal)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Attention was given a window of "
                            + window
                            + " keys, but a window is of 1 key or more, before a query of causal"
                            + " attention: pass 0 for none.");
        }
        if (timeQ < 0 || timeQ > MAX_TIME || timeK < 0 || timeK > MAX_TIME) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Attention was given "
                            + timeQ
                            + " queries and "
                            + timeK
                            + " keys, but it takes 0 to "
                            + MAX_TIME
                            + " of each: use a shorter context.");
        }
        if (headDim < 1 || headDim > MAX_HEAD_DIM) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Attention was given heads of size "
                            + headDim
                            + ", but it takes 1 to "
                            + MAX_HEAD_DIM
                            + ": use more heads of a smaller size.");
        }
        if (!(dropoutRate >= 0 && dropoutRate < 1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Attention was given the dropout rate "
                            + dropoutRate
                            + ", but a rate lies in [0, 1): pass 0 for no dropout.");
        }
    }

    /** How many heads of queries share a head of keys. */
    int group() {
        return heads == keyHeads ? 1 : heads / keyHeads;
    }

    /**
     * The end of the keys that query {@code i} sees when the first query stands at {@code
     * position}.
     */
    int visible(int position, int i) {
        return causal ? Math.clamp((long) position + i + 1, 0, timeK) : timeK;
    }

    /** The first key that query {@code i} sees, or the end of them if it sees none. */
    int firstKey(int position, int i) {
        return window > 0
                ? Math.clamp((long) position + i + 1 - window, 0, visible(position, i))
                : 0;
    }

    /** The first query that sees key {@code j}, or {@code timeQ} if none does. */
    int firstQuery(int position, int j) {
        return causal ? Math.clamp((long) j - position, 0, timeQ) : 0;
    }

    /** The end of the queries that see key {@code j}. */
    int queries(int position, int j) {
        return window > 0 ? Math.clamp((long) j + window - position, 0, timeQ) : timeQ;
    }

    /** The number in the dropout stream of the weight of query {@code i} for key 0. */
    long element(int b, int h, int i) {
        return (((long) b * heads + h) * timeQ + i) * timeK;
    }
}
