package io.steelyard.reference.internal.kernel;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * The sizes and attributes of an attention: queries {@code [batch, timeQ, heads, headDim]}, keys
 * and values {@code [batch, timeK, heads, headDim]}.
 *
 * @param scale factor of the scores, usually {@code 1 / sqrt(headDim)}
 * @param causal whether query {@code i} sees only the keys {@code j <= position + i}
 * @param dropoutRate probability that a weight is dropped, in [0, 1)
 */
public record AttentionShape(
        int batch,
        int heads,
        int timeQ,
        int timeK,
        int headDim,
        float scale,
        boolean causal,
        float dropoutRate) {
    /** The widest head that the kernels take. */
    public static final int MAX_HEAD_DIM = 256;

    /** The most queries or keys that the kernels take: the scratch of a head stays in one array. */
    public static final int MAX_TIME = 1 << 20;

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

    /** How many keys query {@code i} sees when the first query stands at {@code position}. */
    int visible(int position, int i) {
        return causal ? Math.clamp((long) position + i + 1, 0, timeK) : timeK;
    }

    /** The first query that sees key {@code j}, or {@code timeQ} if none does. */
    int firstQuery(int position, int j) {
        return causal ? Math.clamp((long) j - position, 0, timeQ) : 0;
    }

    /** The number in the dropout stream of the weight of query {@code i} for key 0. */
    long element(int b, int h, int i) {
        return (((long) b * heads + h) * timeQ + i) * timeK;
    }
}
