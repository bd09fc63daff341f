package io.steelyard.testkit.opset;

/** The products of matrices and all that is alike. */
final class ContractionSpecifications {
    private ContractionSpecifications() {}

    static OpSpecification dotGeneral() {
        return new OpSpecification(
                OpGroup.CONTRACTION,
                Signature.EMPTY
                        .operand("left", "`T[..]`, a number")
                        .operand("right", "`T[..]`")
                        .attribute("leftBatch, rightBatch", "pairs of axes that are kept once")
                        .attribute(
                                "leftContract, rightContract", "pairs of axes that are summed over")
                        .result(
                                "result",
                                "`T[batch.., left free.., right free..]`: the batch axes as named,"
                                        + " then the other axes of each side in their order")
                        .constraint("C1", "The operands have one dtype, which is not BOOL.")
                        .constraint(
                                "C2",
                                "The axes named for a side are axes it has, each named once in"
                                        + " batch and contract together.")
                        .constraint("C3", "Batch axes come in pairs of equal sizes.")
                        .constraint("C4", "Contracted axes come in pairs of equal sizes."),
                new Meaning(
                        "The sum of products over the contracted axes, for each batch index.",
                        """
                        result[b.., m.., n..] = sum over k.. of
                            left[b.., m.., k..] * right[b.., n.., k..]    axes in the order of the attributes\
                        """,
                        "Contractions again: `dleft` of `dresult` with right, `dright` of `dresult`"
                                + " with left, transposed to the operand's axes.",
                        Numerics.SUM
                                + " K is the product of the contracted sizes; over nothing the sum"
                                + " is 0. NaN and infinity stay in their row and column."));
    }
}
