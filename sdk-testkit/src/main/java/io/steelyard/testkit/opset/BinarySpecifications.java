package io.steelyard.testkit.opset;

import io.steelyard.program.BinaryKind;

/** The functions of two elements. */
final class BinarySpecifications {
    private static final String ROUNDED =
            "Correctly rounded (nearest, ties to even); the sign of a zero is not specified."
                    + " Overflow gives infinity. Integers wrap.";

    private static final Signature SIGNATURE =
            Signature.EMPTY
                    .operand("a", "`T[..]`")
                    .operand("b", "`T[..]`")
                    .attribute("kind", "which function")
                    .result("result", "`T[..]`")
                    .constraint(
                            "C1",
                            "`a` and `b` have one dtype and one shape. (Methods of `Tensor`"
                                    + " broadcast first, as NumPy does.)")
                    .constraint(
                            "C2",
                            "T is an integer or BOOL for `and`, `or` and `xor`, an integer for"
                                    + " `shl` and `shr`, and a float or an integer for all"
                                    + " others.");

    private BinarySpecifications() {}

    static OpSpecification of(BinaryKind kind) {
        return new OpSpecification(OpGroup.BINARY, SIGNATURE, meaning(kind));
    }

    private static Meaning meaning(BinaryKind kind) {
        return switch (kind) {
            case ADD ->
                    new Meaning(
                            "The sum.",
                            "result = a + b",
                            "`da = dresult`, `db = dresult`.",
                            ROUNDED);
            case SUB ->
                    new Meaning(
                            "The difference.",
                            "result = a - b",
                            "`da = dresult`, `db = -dresult`.",
                            ROUNDED);
            case MUL ->
                    new Meaning(
                            "The product.",
                            "result = a * b",
                            "`da = dresult * b`, `db = dresult * a`.",
                            ROUNDED + " Infinity times 0 is NaN.");
            case DIV ->
                    new Meaning(
                            "The quotient.",
                            """
                            result = a / b              floats
                            result = truncate(a / b)    integers; 0 where b = 0\
                            """,
                            "`da = dresult / b`, `db = -dresult * result / b`.",
                            Numerics.within(kind)
                                    + " A number over 0 is infinite and 0 over 0 is NaN, as in IEEE"
                                    + " 754. Integers are exact; the smallest one over -1 wraps to"
                                    + " itself.");
            case REM ->
                    new Meaning(
                            "What truncated division leaves, with the sign of the first operand.",
                            "result = a - b * truncate(a / b)",
                            "`da = dresult`, `db = -dresult * truncate(a / b)`.",
                            "Exact for every pair of floats (as C's `fmod`), but for the sign of a"
                                    + " zero; NaN where b is 0 or a is infinite; a where b is"
                                    + " infinite. An integer modulo 0 is 0.");
            case POW ->
                    new Meaning(
                            "The power.",
                            """
                            result = a^b          floats
                            result = a^max(b, 0)  integers, modulo 2^bits\
                            """,
                            "`da = dresult * b * a^(b - 1)`, 0 where b is 0; `db = dresult * result"
                                    + " * ln(a)`, 0 where a is 0.",
                            "Within (4 + 2 |b ln a|) ulp. `a^0` is 1 for every a, NaN too. `1^NaN`"
                                    + " and `(+-1)^(+-infinity)` are 1 or NaN, as the backend has"
                                    + " it. A negative base with a fractional exponent gives NaN.");
            case MAX ->
                    new Meaning(
                            "The larger element.",
                            "result = a > b ? a : b",
                            "`dresult` goes to the larger one; at a tie, or where one is NaN, to b,"
                                    + " so that the derivative of `max(x, 0)` at 0 is 0.",
                            "Exact. NaN if either is NaN; of 0 and -0 any.");
            case MIN ->
                    new Meaning(
                            "The smaller element.",
                            "result = a < b ? a : b",
                            "`dresult` goes to the smaller one; at a tie, or where one is NaN, to"
                                    + " b.",
                            "Exact. NaN if either is NaN; of 0 and -0 any.");
            case AND ->
                    new Meaning(
                            "The conjunction, bit by bit for integers.",
                            "result = a & b",
                            Numerics.NO_GRADIENT,
                            "Bit-exact.");
            case OR ->
                    new Meaning(
                            "The disjunction, bit by bit for integers.",
                            "result = a | b",
                            Numerics.NO_GRADIENT,
                            "Bit-exact.");
            case XOR ->
                    new Meaning(
                            "The exclusive disjunction, bit by bit for integers.",
                            "result = a ^ b",
                            Numerics.NO_GRADIENT,
                            "Bit-exact.");
            case SHL ->
                    new Meaning(
                            "Bits shifted to the left.",
                            """
                            result = a * 2^b modulo 2^bits    0 <= b < bits
                            result = 0                        any other b\
                            """,
                            Numerics.NO_GRADIENT,
                            "Bit-exact.");
            case SHR ->
                    new Meaning(
                            "Bits shifted to the right, zeros entering.",
                            """
                            result = floor(unsigned(a) / 2^b)    0 <= b < bits
                            result = 0                           any other b\
                            """,
                            Numerics.NO_GRADIENT,
                            "Bit-exact. The sign is not kept: a shift of a negative integer by 1 or"
                                    + " more is not negative.");
        };
    }
}
