package io.steelyard.testkit.opset;

import java.util.List;

/** Composites that normalize. */
final class NormalizationSpecifications {
    private NormalizationSpecifications() {}

    static List<CompositeSpecification> all() {
        return List.of(
                new CompositeSpecification(
                        "batch_norm",
                        Signature.EMPTY
                                .operand("x", "`[.., channels]`")
                                .operand("weight", "`[channels]`")
                                .operand("bias", "`[channels]`")
                                .attribute("epsilon", "added to the variance")
                                .result("y", "`[.., channels]`")
                                .result("mean", "`[channels]`, for the gradient")
                                .result("rstd", "`[channels]`, for the gradient")
                                .result("variance", "`[channels]`, for running statistics"),
                        "Each channel with mean 0 and variance 1 over all other axes, scaled and"
                                + " shifted. The variance is the biased one.",
                        """
                        rstd = 1 / sqrt(variance(x) + epsilon)
                        y = (x - mean(x)) * rstd * weight + bias\
                        """,
                        "Ioffe and Szegedy 2015, \"Batch normalization\", algorithm 1"),
                new CompositeSpecification(
                        "batch_norm_grad",
                        Signature.EMPTY
                                .operand("dy", "`[.., channels]`")
                                .operand("x", "`[.., channels]`")
                                .operand("mean", "`[channels]`")
                                .operand("rstd", "`[channels]`")
                                .operand("weight", "`[channels]`")
                                .result("dx", "`[.., channels]`")
                                .result("dweight", "`[channels]`")
                                .result("dbias", "`[channels]`"),
                        "The gradient of `batch_norm`.",
                        """
                        n = (x - mean) * rstd
                        dx = rstd * weight * (dy - mean(dy) - n * mean(dy * n))
                        dweight = sum(dy * n);  dbias = sum(dy)\
                        """,
                        "The derivative of the formula above"),
                new CompositeSpecification(
                        "layer_norm",
                        Signature.EMPTY
                                .operand("x", "`[.., channels]`")
                                .operand("weight", "`[channels]`")
                                .operand("bias", "`[channels]`")
                                .attribute("epsilon", "added to the variance")
                                .result("y", "`[.., channels]`")
                                .result("mean", "`[..]`, for the gradient")
                                .result("rstd", "`[..]`, for the gradient"),
                        "Each row with mean 0 and variance 1, scaled and shifted. The variance is"
                                + " the biased one.",
                        """
                        rstd = 1 / sqrt(variance(x) + epsilon)
                        y = (x - mean(x)) * rstd * weight + bias\
                        """,
                        "Ba, Kiros and Hinton 2016, \"Layer normalization\", equation 4"),
                new CompositeSpecification(
                        "layer_norm_grad",
                        Signature.EMPTY
                                .operand("dy", "`[.., channels]`")
                                .operand("x", "`[.., channels]`")
                                .operand("mean", "`[..]`")
                                .operand("rstd", "`[..]`")
                                .operand("weight", "`[channels]`")
                                .result("dx", "`[.., channels]`")
                                .result("dweight", "`[channels]`")
                                .result("dbias", "`[channels]`"),
                        "The gradient of `layer_norm`.",
                        """
                        n = (x - mean) * rstd;  g = dy * weight
                        dx = rstd * (g - mean(g) - n * mean(g * n))
                        dweight = sum(dy * n);  dbias = sum(dy)\
                        """,
                        "The derivative of the formula above"),
                new CompositeSpecification(
                        "rms_norm",
                        Signature.EMPTY
                                .operand("x", "`[.., channels]`")
                                .operand("weight", "`[channels]`")
                                .attribute("epsilon", "added to the mean square")
                                .result("y", "`[.., channels]`")
                                .result("rstd", "`[..]`, for the gradient"),
                        "Each row with a mean square of 1, scaled.",
                        """
                        rstd = 1 / sqrt(mean(x^2) + epsilon)
                        y = x * rstd * weight\
                        """,
                        "Zhang and Sennrich 2019, \"Root mean square layer normalization\","
                                + " equation 4"),
                new CompositeSpecification(
                        "rms_norm_grad",
                        Signature.EMPTY
                                .operand("dy", "`[.., channels]`")
                                .operand("x", "`[.., channels]`")
                                .operand("rstd", "`[..]`")
                                .operand("weight", "`[channels]`")
                                .result("dx", "`[.., channels]`")
                                .result("dweight", "`[channels]`"),
                        "The gradient of `rms_norm`.",
                        """
                        n = x * rstd;  g = dy * weight
                        dx = rstd * (g - n * mean(g * n))
                        dweight = sum(dy * n)\
                        """,
                        "The derivative of the formula above"));
    }
}
