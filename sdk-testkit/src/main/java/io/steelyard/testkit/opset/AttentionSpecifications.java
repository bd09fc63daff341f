package io.steelyard.testkit.opset;

import java.util.List;

/** Composites of attention. */
final class AttentionSpecifications {
    private AttentionSpecifications() {}

    static List<CompositeSpecification> all() {
        return List.of(
                new CompositeSpecification(
                        "attention",
                        Signature.EMPTY
                                .operand("query", "`[batch, timeQ, heads, headDim]`")
                                .operand(
                                        "key",
                                        "`[batch, timeK, keyHeads, headDim]`; keyHeads divides"
                                                + " heads")
                                .operand("value", "`[batch, timeK, keyHeads, headDim]`")
                                .operand("position", "`i32[]`, the place of the first query")
                                .operand("randomKey", "`i32[2]`, for dropout")
                                .operand("stream", "`i32[2]`, for dropout")
                                .operand(
                                        "mask",
                                        "`bool[batch or 1, heads or 1, timeQ or 1, timeK]`, true"
                                                + " where a key may be seen; may be left out")
                                .attribute("scale", "usually 1 / sqrt(headDim)")
                                .attribute("causal", "whether query i sees keys up to position + i")
                                .attribute(
                                        "window",
                                        "if above 0, query i sees only keys after position + i -"
                                                + " window")
                                .attribute("dropoutRate", "in [0, 1)")
                                .result("result", "`[batch, timeQ, heads, headDim]`")
                                .result(
                                        "logSum",
                                        "`[batch, heads, timeQ]`, log of the sum of exponentials of"
                                                + " each row of scores, for the gradient"),
                        "Scaled dot-product attention. Head h of the queries reads head h / (heads"
                            + " / keyHeads) of keys and values. A query that sees no key gives 0.",
                        """
                        score[i, j] = scale * query[i] . key[j]           for each batch and head
                        weight[i, :] = dropout(softmax(score[i, :]))      over the visible keys
                        result[i] = sum over j of weight[i, j] * value[j]\
                        """,
                        "Vaswani et al. 2017, \"Attention is all you need\", equation 1; groups of"
                                + " heads: Ainslie et al. 2023, \"GQA\"; window: Beltagy, Peters"
                                + " and Cohan 2020, \"Longformer\""),
                new CompositeSpecification(
                        "rope",
                        Signature.EMPTY
                                .operand("x", "`[batch, time, heads, headDim]`")
                                .operand("positions", "`i32[time]` or `i32[batch, time]`")
                                .attribute("base", "usually 10000")
                                .attribute("rotated", "how many channels are turned; even")
                                .attribute(
                                        "pairing",
                                        "`HALVES` (channels i and i + rotated / 2) or `NEIGHBOURS`"
                                                + " (2 i and 2 i + 1)")
                                .attribute("inverse", "whether the angles are negated")
                                .result("result", "`[batch, time, heads, headDim]`"),
                        "Turns pairs of channels by angles that grow with the position. The"
                                + " gradient is the rotation by the opposite angles.",
                        """
                        angle = position * base^(-2 i / rotated)          for pair i
                        first'  = first * cos(angle) - second * sin(angle)
                        second' = second * cos(angle) + first * sin(angle)\
                        """,
                        "Su et al. 2021, \"RoFormer\", equation 34"),
                new CompositeSpecification(
                        "attention_grad",
                        Signature.EMPTY
                                .operand("dresult", "`[batch, timeQ, heads, headDim]`")
                                .operand("query, key, value", "of the forward operation")
                                .operand("result, logSum", "of the forward operation")
                                .operand(
                                        "position, randomKey, stream, mask",
                                        "of the forward operation")
                                .attribute("forward", "the operation that is differentiated")
                                .result(
                                        "dquery, dkey, dvalue",
                                        "of the types of query, key, value"),
                        "The gradient of `attention` without a stored matrix of weights.",
                        """
                        weight = e^(score - logSum), computed again
                        delta[i] = dresult[i] . result[i]
                        dscore = weight * (dresult . value - delta) * scale\
                        """,
                        "Dao et al. 2022, \"FlashAttention\", algorithm 4"));
    }
}
