package io.steelyard.testkit.opset;

import io.steelyard.program.ReduceKind;

/** Reductions of axes, and the largest elements. */
final class ReductionSpecifications {
    private static final Signature REDUCE =
            Signature.EMPTY
                    .operand("x", "`T[..]`")
                    .attribute("kind", "`sum`, `max`, `min`, `and` or `or`")
                    .attribute("axes", "those that vanish; with none the result is x")
                    .result("result", "`T[..]`, without the axes")
                    .constraint("C1", "`axes` are axes of `x`, each named once.")
                    .constraint(
                            "C2",
                            "T is BOOL for `and` and `or`, and a float or an integer for the"
                                    + " others.");

    private ReductionSpecifications() {}

    private static OpSpecification of(Signature signature, Meaning meaning) {
        return new OpSpecification(OpGroup.REDUCTION, signature, meaning);
    }

    static OpSpecification reduce(ReduceKind kind) {
        return of(
                REDUCE,
                switch (kind) {
                    case SUM ->
                            new Meaning(
                                    "The sum over axes.",
                                    "result[r..] = sum over the axes of x",
                                    "`dx = broadcast(dresult)` to the shape of x.",
                                    Numerics.SUM + " Over nothing it is 0.");
                    case MAX ->
                            extreme(
                                    "The largest element over axes.",
                                    "result[r..] = max over the axes of x",
                                    "-infinity, or the smallest integer");
                    case MIN ->
                            extreme(
                                    "The smallest element over axes.",
                                    "result[r..] = min over the axes of x",
                                    "infinity, or the largest integer");
                    case AND ->
                            new Meaning(
                                    "Whether all are true over axes.",
                                    "result[r..] = and over the axes of x",
                                    Numerics.NO_GRADIENT,
                                    "Exact. Over nothing it is true.");
                    case OR ->
                            new Meaning(
                                    "Whether any is true over axes.",
                                    "result[r..] = or over the axes of x",
                                    Numerics.NO_GRADIENT,
                                    "Exact. Over nothing it is false.");
                });
    }

    private static Meaning extreme(String summary, String formula, String overNothing) {
        return new Meaning(
                summary,
                formula,
                "`dresult` goes to the elements that are equal to the result; those that tie share"
                        + " it equally.",
                "Exact. NaN if any is NaN; of 0 and -0 any. Over nothing it is "
                        + overNothing
                        + ".");
    }

    static OpSpecification topK() {
        return of(
                Signature.EMPTY
                        .operand("x", "`T[.., n]`, a number")
                        .attribute("k", "how many")
                        .result("values", "`T[.., k]`, descending")
                        .result("indices", "`i32[.., k]`: where they stand in their row")
                        .constraint("C1", "T is a float or an integer, and x has an axis or more.")
                        .constraint("C2", "`0 <= k <= n`."),
                new Meaning(
                        "The k largest elements of each row of the last axis.",
                        """
                        indices[r.., 0 .. k-1] = the first k of 0 .. n-1 sorted by x[r.., i], descending, stable
                        values[r.., j] = x[r.., indices[r.., j]]\
                        """,
                        "`dx` is 0 with `dvalues` added at `indices`; none through the indices.",
                        "Bit-exact. Of equal elements the one with the lower index comes first; NaN"
                                + " is larger than any number, all NaN are equal, and so are 0 and"
                                + " -0."));
    }
}
