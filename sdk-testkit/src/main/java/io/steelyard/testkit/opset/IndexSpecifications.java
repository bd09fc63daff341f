package io.steelyard.testkit.opset;

import io.steelyard.program.ScatterKind;

/** The operations that read or write at places which an operand names. */
final class IndexSpecifications {
    private static final Signature SCATTER =
            indexed()
                    .operand("updates", "`T[a.., i.., b..]`")
                    .attribute("kind", "`add`, `max` or `set`")
                    .result("result", "the type of data")
                    .constraint("C4", "For BOOL the kind is `set`.")
                    .constraint("C5", "`updates` has the type that `take` would give.");

    private IndexSpecifications() {}

    private static OpSpecification of(Signature signature, Meaning meaning) {
        return new OpSpecification(OpGroup.INDEXING, signature, meaning);
    }

    /** What {@code take} and {@code scatter} have in common. */
    private static Signature indexed() {
        return Signature.EMPTY
                .operand("data", "`T[a.., n, b..]`, any dtype")
                .operand("indices", "`i32[i..]`")
                .attribute("axis", "the axis of data that is indexed, of size n")
                .constraint("C1", "`axis` is an axis of `data`.")
                .constraint("C2", "`indices` are I32, of any shape.")
                .constraint("C3", "n is not 0, unless there are no indices.");
    }

    static OpSpecification take() {
        return of(
                indexed().result("result", "`T[a.., i.., b..]`"),
                new Meaning(
                        "The elements at the indices of an axis.",
                        "result[a.., i.., b..] = data[a.., clamp(indices[i..], 0, n - 1), b..]",
                        "`ddata = scatter(add)` of `dresult` into zeros at the same indices; none"
                                + " for the indices.",
                        "Bit-exact. Indices out of range clamp into the axis."));
    }

    static OpSpecification scatter(ScatterKind kind) {
        String start =
                """
                result = data, and then for each place a.., i.., b.. of updates in row-major order
                with k = clamp(indices[i..], 0, n - 1):
                """;
        return of(
                SCATTER,
                switch (kind) {
                    case ADD ->
                            new Meaning(
                                    "Data with updates added at the indices of an axis.",
                                    start + "    result[a.., k, b..] += updates[a.., i.., b..]",
                                    "`ddata = dresult`, `dupdates = take(dresult, indices)`.",
                                    Numerics.SUM
                                            + " K is at most the number of indices. Indices that"
                                            + " repeat accumulate in the order of the updates.");
                    case MAX ->
                            new Meaning(
                                    "Data with the larger of element and update at the indices of"
                                            + " an axis.",
                                    start
                                            + "    result[a.., k, b..] = max(result[a.., k, b..],"
                                            + " updates[a.., i.., b..])",
                                    "`dresult` goes to every element and every update that is equal"
                                            + " to the result there, in full to each.",
                                    "Exact. NaN if any that meet is NaN; of 0 and -0 any.");
                    case SET ->
                            new Meaning(
                                    "Data with its elements replaced at the indices of an axis.",
                                    start + "    result[a.., k, b..] = updates[a.., i.., b..]",
                                    "`ddata` is `dresult` with 0 at the indices, `dupdates ="
                                            + " take(dresult, indices)`. With indices that repeat"
                                            + " the gradient of the updates is not defined.",
                                    "Bit-exact. Of indices that repeat, the last update wins.");
                });
    }

    static OpSpecification dynamicSlice() {
        return of(
                Signature.EMPTY
                        .operand("data", "`T[n..]`, any dtype")
                        .operand("starts", "`i32[rank]`, one for each axis of data")
                        .attribute("sizes", "of the part")
                        .result("result", "`T[sizes]`")
                        .constraint(
                                "C1", "`starts` is I32 with one element for each axis of `data`.")
                        .constraint("C2", "`sizes` has the rank of `data` and is nowhere larger."),
                new Meaning(
                        "A part of given sizes that begins where an operand says.",
                        "result[i..] = data[clamp(starts, 0, n - sizes) + i..]",
                        "`ddata` is zeros with `dresult` put at the same starts"
                                + " (`dynamic_update_slice`).",
                        "Bit-exact. Starts clamp so that the part lies inside."));
    }

    static OpSpecification dynamicUpdateSlice() {
        return of(
                Signature.EMPTY
                        .operand("data", "`T[n..]`, any dtype")
                        .operand("update", "`T[m..]`")
                        .operand("starts", "`i32[rank]`, one for each axis of data")
                        .result("result", "the type of data")
                        .constraint(
                                "C1", "`starts` is I32 with one element for each axis of `data`.")
                        .constraint("C2", "`update` has the rank of `data` and is nowhere larger.")
                        .constraint("C3", "`data` and `update` have one dtype."),
                new Meaning(
                        "Data with a part replaced that begins where an operand says.",
                        """
                        result[clamp(starts, 0, n - m) + i..] = update[i..]
                        result = data elsewhere\
                        """,
                        "`ddata` is `dresult` with zeros in that part, `dupdate` that part of"
                                + " `dresult`.",
                        "Bit-exact. Starts clamp so that the part lies inside."));
    }
}
