package io.steelyard.testkit.opset;

/** The operations about other operations. */
final class MetaSpecifications {
    private MetaSpecifications() {}

    private static OpSpecification of(Signature signature, Meaning meaning) {
        return new OpSpecification(OpGroup.META, signature, meaning);
    }

    static OpSpecification stopGradient() {
        return of(
                Signature.EMPTY.operand("x", "`T[..]`, any dtype").result("result", "`T[..]`"),
                new Meaning(
                        "The operand, through which no gradient flows.",
                        "result = x",
                        "None: the operand counts as a constant.",
                        Numerics.BIT_EXACT));
    }

    static OpSpecification composite() {
        return of(
                Signature.EMPTY
                        .operand("operands", "as the rule says")
                        .attribute(
                                "rule", "name, attributes, decomposition, and perhaps a gradient")
                        .attribute("body", "the decomposition for these operands")
                        .result("results", "the outputs of the body")
                        .constraint(
                                "C1",
                                "The operands have the types that the body was recorded for."),
                new Meaning(
                        "An operation that is defined by a program of others; see"
                                + " [Composites](#composites).",
                        "results = body(operands)",
                        "That of the rule where it brings one, else that of the body.",
                        "A backend with a kernel of its own may be off by twice the bound of the"
                                + " body."));
    }
}
