package io.steelyard.testkit.opset;

/** The operations that move elements by their place alone. */
final class ShapeSpecifications {
    private ShapeSpecifications() {}

    private static OpSpecification of(Signature signature, Meaning meaning) {
        return new OpSpecification(OpGroup.SHAPE, signature, meaning);
    }

    static OpSpecification reshape() {
        return of(
                Signature.EMPTY
                        .operand("x", "`T[..]`, any dtype")
                        .attribute("shape", "of the result")
                        .result("result", "`T[shape]`")
                        .constraint("C1", "`x` and `shape` have the same number of elements."),
                new Meaning(
                        "The same elements in row-major order under another shape.",
                        "flat(result)[i] = flat(x)[i]",
                        "`dx = reshape(dresult)` to the shape of x.",
                        Numerics.BIT_EXACT));
    }

    static OpSpecification transpose() {
        return of(
                Signature.EMPTY
                        .operand("x", "`T[s0, .., sn]`, any dtype")
                        .attribute("permutation", "each axis of x once")
                        .result("result", "`T[s(permutation[0]), .., s(permutation[n])]`")
                        .constraint("C1", "`permutation` names each axis of `x` exactly once."),
                new Meaning(
                        "The axes in another order.",
                        """
                        result[i0, .., in] = x[j0, .., jn]
                        with j(permutation[k]) = ik\
                        """,
                        "`dx = transpose(dresult)` by the inverse permutation.",
                        Numerics.BIT_EXACT));
    }

    static OpSpecification broadcast() {
        return of(
                Signature.EMPTY
                        .operand("x", "`T[..]`, any dtype")
                        .attribute("shape", "of the result")
                        .attribute("axes", "for each axis of x the axis of the result it becomes")
                        .result("result", "`T[shape]`")
                        .constraint(
                                "C1",
                                "`axes` has one entry for each axis of `x`, ascends strictly, and"
                                        + " lies in `shape`; each axis of `x` has the size of its"
                                        + " axis of `shape`, or 1."),
                new Meaning(
                        "Repeats elements along axes.",
                        """
                        result[i..] = x[j..]
                        with j(k) = i(axes[k]), or 0 where axis k of x has size 1\
                        """,
                        "`dx` is the sum of `dresult` over the axes that repeat.",
                        Numerics.BIT_EXACT));
    }

    static OpSpecification slice() {
        return of(
                Signature.EMPTY
                        .operand("x", "`T[..]`, any dtype")
                        .attribute("spans", "start, limit and stride of each axis")
                        .result("result", "`T[..]`, of size `ceil((limit - start) / stride)` each")
                        .constraint("C1", "There is one span for each axis of `x`.")
                        .constraint(
                                "C2",
                                "`0 <= start <= limit <= size` and `stride >= 1` on each axis."),
                new Meaning(
                        "A part of each axis, every stride-th element of it.",
                        "result[i..] = x[start + i * stride..]",
                        "`dx` is `dresult` surrounded and spaced with zeros (`pad`).",
                        Numerics.BIT_EXACT));
    }

    static OpSpecification pad() {
        return of(
                Signature.EMPTY
                        .operand("x", "`T[..]`, any dtype")
                        .operand("filler", "`T[]`")
                        .attribute("paddings", "low, high and interior of each axis")
                        .result(
                                "result",
                                "`T[..]`, of size `low + size + max(0, size - 1) * interior + high`"
                                        + " each")
                        .constraint("C1", "`filler` is a scalar of the dtype of `x`.")
                        .constraint("C2", "There is one padding for each axis of `x`.")
                        .constraint("C3", "No count of a padding is negative."),
                new Meaning(
                        "Surrounds a tensor with one value, and puts it between its elements.",
                        """
                        result[low + i * (interior + 1)..] = x[i..]
                        result = filler elsewhere\
                        """,
                        "`dx` is the slice of `dresult` where x is; `dfiller` is the sum of the"
                                + " rest.",
                        Numerics.BIT_EXACT));
    }

    static OpSpecification reverse() {
        return of(
                Signature.EMPTY
                        .operand("x", "`T[..]`, any dtype")
                        .attribute("axes", "those that are turned round; none leaves x as it is")
                        .result("result", "`T[..]`")
                        .constraint("C1", "`axes` are axes of `x`, each named once."),
                new Meaning(
                        "The elements in the opposite order along axes.",
                        "result[.., i, ..] = x[.., size - 1 - i, ..]    for each of the axes",
                        "`dx = reverse(dresult)` along the same axes.",
                        Numerics.BIT_EXACT));
    }

    static OpSpecification concat() {
        return of(
                Signature.EMPTY
                        .operand("x0, x1, ..", "`T[a.., n, b..]`, any dtype, one or more")
                        .attribute("axis", "the one whose sizes may differ")
                        .result("result", "`T[a.., n0 + n1 + .., b..]`")
                        .constraint("C1", "There is at least one operand.")
                        .constraint("C2", "`axis` is an axis of the operands.")
                        .constraint(
                                "C3", "The operands have one dtype, and one shape but for `axis`."),
                new Meaning(
                        "Joins tensors along an axis.",
                        """
                        result[a.., i, b..] = xk[a.., i - (n0 + .. + n(k-1)), b..]
                        for the k whose part i lies in\
                        """,
                        "Each operand gets its slice of `dresult`.",
                        Numerics.BIT_EXACT));
    }
}
