package io.steelyard.testkit.opset;

/** The operations that make values, and those that give them another dtype. */
final class LeafSpecifications {
    private LeafSpecifications() {}

    static OpSpecification constant() {
        return new OpSpecification(
                OpGroup.LEAVES,
                Signature.EMPTY
                        .attribute(
                                "value", "the array; its dtype and shape are those of the result")
                        .result("result", "`T[..]`, any dtype"),
                new Meaning(
                        "A value that is known when the program is recorded.",
                        "result = value",
                        Numerics.NO_GRADIENT,
                        Numerics.BIT_EXACT));
    }

    static OpSpecification iota() {
        return new OpSpecification(
                OpGroup.LEAVES,
                Signature.EMPTY
                        .attribute("type", "dtype and shape of the result")
                        .attribute("axis", "the axis that is counted along")
                        .result("result", "`T[..]`, a number")
                        .constraint("C1", "`axis` is an axis of `type`.")
                        .constraint("C2", "The dtype of `type` is a float or an integer."),
                new Meaning(
                        "The index of each element along one axis.",
                        "result[.., i, ..] = i",
                        Numerics.NO_GRADIENT,
                        "The index converted to the dtype as by `convert`: exact, or rounded where"
                                + " a float cannot hold it; integers keep the low bits."));
    }

    static OpSpecification convert() {
        return new OpSpecification(
                OpGroup.LEAVES,
                Signature.EMPTY
                        .operand("x", "`S[..]`, any dtype")
                        .attribute("dtype", "T")
                        .result("result", "`T[..]`"),
                new Meaning(
                        "Each element in another dtype.",
                        """
                        float   -> float     nearest, ties to even
                        float   -> integer   towards zero, then to the nearest end of the dtype; NaN gives 0
                        integer -> float     nearest, ties to even
                        integer -> integer   the low bits; U8 has no sign
                        number  -> BOOL      x != 0; true for NaN
                        BOOL    -> number    1 for true, 0 for false\
                        """,
                        "`dx = convert(dresult)` to the operand's dtype where both are floats; none"
                                + " otherwise.",
                        "Bit-exact, rounded once: a conversion from F64 or I64 to F16 or BF16 must"
                                + " not go through F32. A float past the largest one becomes"
                                + " infinity; NaN stays NaN."));
    }

    static OpSpecification bitcast() {
        return new OpSpecification(
                OpGroup.LEAVES,
                Signature.EMPTY
                        .operand("x", "`S[..]`")
                        .attribute("dtype", "T")
                        .result("result", "`T[..]`")
                        .constraint("C1", "S and T are equally wide, and neither is BOOL."),
                new Meaning(
                        "The same bits under another dtype.",
                        "result = the bits of x, read as T",
                        Numerics.NO_GRADIENT,
                        "Bit-exact. Which bits a NaN has is not specified."));
    }
}
