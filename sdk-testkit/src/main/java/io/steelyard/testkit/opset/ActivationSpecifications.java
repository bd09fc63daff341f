package io.steelyard.testkit.opset;

import java.util.List;

/** Composites that act on each element or row alone. */
final class ActivationSpecifications {
    private ActivationSpecifications() {}

    static List<CompositeSpecification> all() {
        return List.of(
                new CompositeSpecification(
                        "softmax",
                        row(),
                        "Exponentials that sum to 1 along the last axis. A row that is -infinity"
                                + " throughout gives NaN.",
                        "result = e^(x - max(x)) / sum(e^(x - max(x)))",
                        "Bridle 1990, \"Probabilistic interpretation of feedforward"
                                + " classification network outputs\""),
                new CompositeSpecification(
                        "softmax_grad",
                        Signature.EMPTY
                                .operand("y", "`[.., n]`, the softmax")
                                .operand("dy", "`[.., n]`")
                                .result("dx", "`[.., n]`"),
                        "The gradient of `softmax`.",
                        "dx = y * (dy - sum(y * dy))",
                        "The derivative of the formula above"),
                new CompositeSpecification(
                        "log_softmax",
                        row(),
                        "The logarithm of `softmax`, without computing it.",
                        "result = (x - max(x)) - log(sum(e^(x - max(x))))",
                        "Bridle 1990"),
                new CompositeSpecification(
                        "gelu",
                        Signature.EMPTY
                                .operand("x", "`[..]`")
                                .attribute("form", "`TANH` or `ERF`")
                                .result("result", "`[..]`"),
                        "The Gaussian error linear unit.",
                        """
                        ERF:  result = x / 2 * (1 + erf(x / sqrt(2)))
                        TANH: result = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))\
                        """,
                        "Hendrycks and Gimpel 2016, \"Gaussian error linear units\", section 2"),
                new CompositeSpecification(
                        "gelu_grad",
                        Signature.EMPTY
                                .operand("x", "`[..]`")
                                .operand("dy", "`[..]`")
                                .attribute("form", "of the forward operation")
                                .result("dx", "`[..]`"),
                        "The gradient of `gelu`.",
                        "dx = dy * gelu'(x)",
                        "The derivative of the formula above"),
                new CompositeSpecification(
                        "silu",
                        Signature.EMPTY.operand("x", "`[..]`").result("result", "`[..]`"),
                        "The sigmoid linear unit, also known as swish.",
                        "result = x / (1 + e^-x)",
                        "Hendrycks and Gimpel 2016, \"Gaussian error linear units\", section 2;"
                                + " Ramachandran, Zoph and Le 2017, \"Searching for activation"
                                + " functions\""),
                new CompositeSpecification(
                        "silu_grad",
                        Signature.EMPTY
                                .operand("x", "`[..]`")
                                .operand("dy", "`[..]`")
                                .result("dx", "`[..]`"),
                        "The gradient of `silu`.",
                        """
                        s = 1 / (1 + e^-x)
                        dx = dy * s * (1 + x * (1 - s))\
                        """,
                        "The derivative of the formula above"),
                new CompositeSpecification(
                        "embedding",
                        Signature.EMPTY
                                .operand("table", "`[count, channels]`")
                                .operand("ids", "`i32[..]`, which clamp into the table")
                                .result("result", "`[.., channels]`"),
                        "A row of a table for each id.",
                        "result[.., :] = table[ids[..], :]",
                        "Bengio et al. 2003, \"A neural probabilistic language model\", section 2"),
                new CompositeSpecification(
                        "dropout",
                        Signature.EMPTY
                                .operand("x", "`[..]`")
                                .operand("key", "`i32[2]`")
                                .operand("stream", "`i32[2]`")
                                .attribute(
                                        "rate",
                                        "the probability that an element is zeroed, in [0, 1)")
                                .result("result", "`[..]`"),
                        "Zeroes elements at random and scales the others. The gradient is the same"
                                + " operation with the same bits.",
                        """
                        u = uniform(random_bits(key, stream)), of the shape of x
                        result = x * (u >= rate ? 1 / (1 - rate) : 0)\
                        """,
                        "Srivastava et al. 2014, \"Dropout: a simple way to prevent neural networks"
                                + " from overfitting\", inverted"));
    }

    private static Signature row() {
        return Signature.EMPTY.operand("x", "`[.., n]`").result("result", "`[.., n]`");
    }
}
