package io.steelyard.testkit.opset;

import io.steelyard.program.Comparison;

/** Comparisons, and the choice that follows from them. */
final class ChoiceSpecifications {
    private static final Signature COMPARE =
            Signature.EMPTY
                    .operand("a", "`T[..]`, any dtype")
                    .operand("b", "`T[..]`")
                    .attribute("comparison", "one of `eq ne lt le gt ge`")
                    .result("result", "`bool[..]`")
                    .constraint("C1", "`a` and `b` have one dtype and one shape.")
                    .constraint(
                            "C2", "For BOOL, which has no order, the comparison is `eq` or `ne`.");

    private ChoiceSpecifications() {}

    static OpSpecification compare(Comparison comparison) {
        return new OpSpecification(
                OpGroup.CHOICE,
                COMPARE,
                switch (comparison) {
                    case EQ -> compare("Whether the elements are equal.", "a = b", "false");
                    case NE -> compare("Whether the elements differ.", "a != b", "true");
                    case LT -> compare("Whether the first is smaller.", "a < b", "false");
                    case LE -> compare("Whether the first is not larger.", "a <= b", "false");
                    case GT -> compare("Whether the first is larger.", "a > b", "false");
                    case GE -> compare("Whether the first is not smaller.", "a >= b", "false");
                });
    }

    private static Meaning compare(String summary, String condition, String withNaN) {
        return new Meaning(
                summary,
                "result = " + condition,
                Numerics.NO_GRADIENT,
                "Exact. With NaN on either side it is " + withNaN + "; 0 and -0 are equal.");
    }

    static OpSpecification select() {
        return new OpSpecification(
                OpGroup.CHOICE,
                Signature.EMPTY
                        .operand("condition", "`bool[..]`")
                        .operand("onTrue", "`T[..]`, any dtype")
                        .operand("onFalse", "`T[..]`")
                        .result("result", "`T[..]`")
                        .constraint("C1", "`onTrue` and `onFalse` have one dtype and one shape.")
                        .constraint("C2", "`condition` is BOOL and of that shape."),
                new Meaning(
                        "One of two elements, as a condition says.",
                        "result = condition ? onTrue : onFalse",
                        "`donTrue = condition ? dresult : 0`, `donFalse = condition ? 0 : dresult`."
                                + " What was not chosen gets an exact 0, even where it is NaN or"
                                + " infinite.",
                        Numerics.BIT_EXACT));
    }
}
