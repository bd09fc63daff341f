package io.steelyard.composite;

import io.steelyard.program.Axes;
import io.steelyard.program.Tensor;

/**
 * The products of attention, head by head, where several heads of queries share one head of keys
 * and values (Ainslie et al. 2023, "GQA"): head {@code h} of the queries reads head {@code h /
 * (heads / keyHeads)}.
 */
final class AttentionHeads {
    private AttentionHeads() {}

    /**
     * {@code [batch, timeQ, heads, headDim]} and {@code [batch, timeK, keyHeads, headDim]} {@code
     * -> [batch, heads, timeQ, timeK]}: the product of each query row with each row of keys.
     */
    static Tensor scores(Tensor query, Tensor key) {
        if (query.size(2) == key.size(2)) {
            return query.dot(key, Axes.of(0, 2), Axes.of(0, 2), Axes.of(3), Axes.of(3));
        }
        Tensor products =
                grouped(query, key.size(2)) // [b, q, g, r, d]
                        .dot(key, Axes.of(0, 2), Axes.of(0, 2), Axes.of(4), Axes.of(3));
        return products.transpose(0, 1, 3, 2, 4) // from [b, g, q, r, k]
                .reshape(query.size(0), query.size(2), query.size(1), key.size(1));
    }

    /**
     * Weights {@code [batch, heads, timeQ, timeK]} and rows {@code [batch, timeK, keyHeads,
     * headDim]} {@code -> [batch, timeQ, heads, headDim]}: the sum over the keys.
     */
    static Tensor overKeys(Tensor weights, Tensor rows) {
        if (weights.size(1) == rows.size(2)) {
            return weights.dot(rows, Axes.of(0, 1), Axes.of(0, 2), Axes.of(3), Axes.of(1))
                    .transpose(0, 2, 1, 3);
        }
        Tensor sums =
                split(weights, rows.size(2)) // [b, g, r, q, k]
                        .dot(rows, Axes.of(0, 1), Axes.of(0, 2), Axes.of(4), Axes.of(1));
        return sums.transpose(0, 3, 1, 2, 4) // from [b, g, r, q, d]
                .reshape(weights.size(0), weights.size(2), weights.size(1), rows.size(3));
    }

    /**
     * Weights {@code [batch, heads, timeQ, timeK]} and rows {@code [batch, timeQ, heads, headDim]}
     * {@code -> [batch, timeK, keyHeads, headDim]}: the sum over the queries and over the heads
     * that share a head of keys.
     */
    static Tensor overQueries(Tensor weights, Tensor rows, long keyHeads) {
        if (weights.size(1) == keyHeads) {
            return weights.dot(rows, Axes.of(0, 1), Axes.of(0, 2), Axes.of(2), Axes.of(1))
                    .transpose(0, 2, 1, 3);
        }
        return split(weights, keyHeads) // [b, g, r, q, k]
                .dot(
                        grouped(rows, keyHeads), // [b, q, g, r, d]
                        Axes.of(0, 1),
                        Axes.of(0, 2),
                        Axes.of(2, 3),
                        Axes.of(3, 1))
                .transpose(0, 2, 1, 3); // from [b, g, k, d]
    }

    /** {@code [b, t, h, d] -> [b, t, g, h / g, d]}. */
    private static Tensor grouped(Tensor rows, long groups) {
        return rows.reshape(
                rows.size(0), rows.size(1), groups, rows.size(2) / groups, rows.size(3));
    }

    /** {@code [b, h, q, k] -> [b, g, h / g, q, k]}. */
    private static Tensor split(Tensor weights, long groups) {
        return weights.reshape(
                weights.size(0),
                groups,
                weights.size(1) / groups,
                weights.size(2),
                weights.size(3));
    }
}
