package io.steelyard.testkit.opset;

import java.util.List;

/** Composites of optimizers: updates of a parameter, which are not differentiated. */
final class UpdateSpecifications {
    private UpdateSpecifications() {}

    static List<CompositeSpecification> all() {
        return List.of(
                new CompositeSpecification(
                        "adamw",
                        Signature.EMPTY
                                .operand("p", "`[..]`, the parameter")
                                .operand("g", "`[..]`, its gradient")
                                .operand("m, v", "`[..]`, first and second moment")
                                .operand("rate", "`f32[]`")
                                .operand("step", "`i32[]`, 1 for the first update")
                                .attribute("beta1, beta2", "decay of the moments, in [0, 1)")
                                .attribute("epsilon", "added to the root of the second moment")
                                .attribute("weightDecay", "0 gives Adam")
                                .result("p, m, v", "`[..]`, the new ones"),
                        "One update of Adam with decoupled weight decay.",
                        """
                        m = beta1 m + (1 - beta1) g
                        v = beta2 v + (1 - beta2) g^2
                        p = p - rate weightDecay p - rate (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + epsilon)\
                        """,
                        "Loshchilov and Hutter 2019, \"Decoupled weight decay regularization\","
                                + " algorithm 2; Kingma and Ba 2015, algorithm 1"));
    }
}
