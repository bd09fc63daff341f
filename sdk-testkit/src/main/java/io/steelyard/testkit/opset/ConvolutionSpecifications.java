package io.steelyard.testkit.opset;

/** Convolution and its two gradients. */
final class ConvolutionSpecifications {
    private static final String INPUT = "`T[batch, spatial.., inChannels]`";
    private static final String FILTER = "`T[taps.., inChannels / groups, outChannels]`";
    private static final String RESULT = "`T[batch, positions.., outChannels]`";

    private ConvolutionSpecifications() {}

    private static OpSpecification of(Signature signature, Meaning meaning) {
        return new OpSpecification(OpGroup.CONVOLUTION, signature, meaning);
    }

    /** The constraints of all three, which are those of the forward operation. */
    private static Signature constrained(Signature signature) {
        return signature
                .constraint("C1", "Input and filter have one dtype, a float.")
                .constraint(
                        "C2",
                        "There are 1 to 3 spatial axes, with one sweep for each; input and filter"
                                + " have two axes more; each spatial size of the filter is at least"
                                + " 1.")
                .constraint(
                        "C3",
                        "`stride >= 1`, `dilation >= 1`, `low >= 0` and `high >= 0` on each spatial"
                                + " axis.")
                .constraint(
                        "C4",
                        "`groups >= 1` divides outChannels, and the filter's channels times groups"
                                + " are inChannels.");
    }

    static OpSpecification conv() {
        return of(
                constrained(
                        Signature.EMPTY
                                .operand("input", INPUT + ", a float")
                                .operand("filter", FILTER)
                                .attribute(
                                        "sweeps",
                                        "stride, low and high padding and dilation of each spatial"
                                                + " axis")
                                .attribute("groups", "parts into which both channel axes fall")
                                .result(
                                        "result",
                                        RESULT
                                                + ", positions = `floor((low + size + high -"
                                                + " ((taps - 1) * dilation + 1)) / stride) + 1`, or"
                                                + " 0")),
                new Meaning(
                        "Convolution over 1 to 3 spatial axes, channels last; the filter is not"
                                + " mirrored.",
                        """
                        result[b, p.., o] = sum over taps t.. and channels c of
                            input[b, p * stride - low + t * dilation.., g * inChannels / groups + c] * filter[t.., c, o]
                        with g = floor(o / (outChannels / groups)); the input is 0 outside\
                        """,
                        "`dinput = conv_input_grad(dresult, filter)`, `dfilter ="
                                + " conv_filter_grad(input, dresult)`.",
                        Numerics.SUM + " K is the number of taps times the channels of a group."));
    }

    static OpSpecification inputGradient() {
        return of(
                constrained(
                                Signature.EMPTY
                                        .operand("gradient", RESULT + ", of the result of `conv`")
                                        .operand("filter", FILTER)
                                        .attribute(
                                                "conv",
                                                "sweeps and groups of the forward operation")
                                        .attribute("input", "shape of its input")
                                        .result("result", INPUT))
                        .constraint("C5", "`gradient` has the type that `conv` would give."),
                new Meaning(
                        "The gradient of `conv` with respect to its input, also known as transposed"
                                + " convolution.",
                        """
                        result[b, s.., i] = sum of gradient[b, p.., o] * filter[t.., c, o]
                        over all p, t, o with s = p * stride - low + t * dilation and i = g * inChannels / groups + c\
                        """,
                        "It is linear in both: the gradient of `gradient` is `conv`, that of the"
                                + " filter `conv_filter_grad`.",
                        Numerics.SUM
                                + " K is at most the number of taps times outChannels / groups."));
    }

    static OpSpecification filterGradient() {
        return of(
                constrained(
                                Signature.EMPTY
                                        .operand("input", INPUT)
                                        .operand("gradient", RESULT + ", of the result of `conv`")
                                        .attribute(
                                                "conv",
                                                "sweeps and groups of the forward operation")
                                        .attribute("filter", "shape of its filter")
                                        .result("result", FILTER))
                        .constraint("C5", "`gradient` has the type that `conv` would give."),
                new Meaning(
                        "The gradient of `conv` with respect to its filter.",
                        """
                        result[t.., c, o] = sum over b and p.. of
                            input[b, p * stride - low + t * dilation.., g * inChannels / groups + c] * gradient[b, p.., o]\
                        """,
                        "It is linear in both: the gradient of the input is `conv_input_grad`, that"
                                + " of `gradient` is `conv`.",
                        Numerics.SUM + " K is the batch times the number of positions."));
    }
}
