package io.steelyard.testkit.opset;

/** The operations that run a function. */
final class ControlSpecifications {
    private static final String BODY =
            "As accurate as the operations of the body, each in its turn.";

    private ControlSpecifications() {}

    static OpSpecification scan() {
        return new OpSpecification(
                OpGroup.CONTROL,
                Signature.EMPTY
                        .operand("carries", "c values, for the first step")
                        .operand("sequences", "s values `[length, ..]`")
                        .operand("constants", "the other inputs of the body, the same at each step")
                        .attribute(
                                "body",
                                "a function of carries, one element of each sequence and constants,"
                                        + " which gives carries and elements of the results")
                        .attribute("carries, sequences", "c and s")
                        .attribute("length", "the number of steps")
                        .attribute("reverse", "whether the last element comes first")
                        .result("carries", "c values, after the last step")
                        .result("outputs", "one `[length, ..]` for each further output of the body")
                        .constraint("C1", "The body neither reads nor writes state.")
                        .constraint(
                                "C2",
                                "c, s and `length` are not negative; the body has at least c + s"
                                        + " inputs and c outputs.")
                        .constraint(
                                "C3",
                                "The operands are the inputs of the body, those of the sequences"
                                        + " with a leading axis of `length`.")
                        .constraint(
                                "C4",
                                "The first c outputs of the body have the types of its first c"
                                        + " inputs."),
                new Meaning(
                        "A loop over the leading axis of sequences.",
                        """
                        for i in 0 .. length-1, or length-1 .. 0 when reverse:
                            carries, outputs[i] = body(carries, sequences[i], constants)\
                        """,
                        "A scan in the opposite order. What its steps need of the forward pass"
                                + " becomes further results of the forward scan (residuals); what"
                                + " costs no arithmetic is made again. It can be differentiated"
                                + " again.",
                        BODY
                                + " What is handed from step to step is rounded to its dtype."
                                + " With a length of 0 the carries are handed through."));
    }

    static OpSpecification call() {
        return new OpSpecification(
                OpGroup.CONTROL,
                Signature.EMPTY
                        .operand("operands", "the inputs of the body")
                        .attribute("body", "a function")
                        .attribute(
                                "recompute",
                                "whether the gradient computes the values inside anew (activation"
                                        + " checkpointing; Chen et al. 2016, \"Training deep nets"
                                        + " with sublinear memory cost\")")
                        .result("results", "the outputs of the body")
                        .constraint("C1", "The body neither reads nor writes state.")
                        .constraint("C2", "The operands have the types of the body's inputs."),
                new Meaning(
                        "A function as one operation.",
                        "results = body(operands)",
                        "That of the body. With `recompute` the backward pass runs the body again"
                                + " from its operands, and keeps nothing else of it; a backend must"
                                + " not join the two runs.",
                        BODY));
    }
}
