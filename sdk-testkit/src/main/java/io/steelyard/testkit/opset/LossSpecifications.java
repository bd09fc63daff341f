package io.steelyard.testkit.opset;

import java.util.List;

/** Composites of losses. */
final class LossSpecifications {
    private LossSpecifications() {}

    static List<CompositeSpecification> all() {
        return List.of(
                new CompositeSpecification(
                        "softmax_cross_entropy",
                        Signature.EMPTY
                                .operand("logits", "`[.., classes]`")
                                .operand("labels", "`i32[..]`, which clamp into the classes")
                                .result("loss", "`[..]`")
                                .result("logSumExp", "`[..]`, for the gradient"),
                        "The negative logarithm of the probability of the label.",
                        "loss = log(sum(e^logits)) - logits[label]",
                        "Bridle 1990; the sum is taken with the largest logit subtracted"),
                new CompositeSpecification(
                        "softmax_cross_entropy_grad",
                        Signature.EMPTY
                                .operand("dloss", "`[..]`")
                                .operand("logits", "`[.., classes]`")
                                .operand("labels", "`i32[..]`")
                                .operand("logSumExp", "`[..]`")
                                .result("dlogits", "`[.., classes]`"),
                        "The gradient of `softmax_cross_entropy`.",
                        "dlogits = (e^(logits - logSumExp) - onehot(labels)) * dloss",
                        "The derivative of the formula above"));
    }
}
