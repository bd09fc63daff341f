package io.steelyard.testkit.opset;

import io.steelyard.program.UnaryKind;

/** The functions of one element. */
final class UnarySpecifications {
    private static final Signature SIGNATURE =
            Signature.EMPTY
                    .operand("x", "`T[..]`")
                    .attribute("kind", "which function")
                    .result("result", "`T[..]`")
                    .constraint(
                            "C1",
                            "T is a float or an integer for `neg` and `abs`, an integer or BOOL for"
                                    + " `not`, and a float for all others.");

    private UnarySpecifications() {}

    static OpSpecification of(UnaryKind kind) {
        return new OpSpecification(OpGroup.UNARY, SIGNATURE, meaning(kind));
    }

    private static Meaning meaning(UnaryKind kind) {
        return switch (kind) {
            case NEG ->
                    new Meaning(
                            "The negative.",
                            "result = -x",
                            "`dx = -dresult`.",
                            "Bit-exact; 0 becomes -0. Integers wrap: the smallest one stays.");
            case ABS ->
                    new Meaning(
                            "The absolute value.",
                            "result = |x|",
                            "`dx = dresult * sign(x)`, which is 0 at 0 and at NaN.",
                            "Bit-exact; -0 becomes 0. Integers wrap: the smallest one stays.");
            case EXP ->
                    new Meaning(
                            "The exponential function.",
                            "result = e^x",
                            "`dx = dresult * result`.",
                            Numerics.within(kind)
                                    + " Infinity where the result is too large, 0 at -infinity;"
                                    + " subnormal results are not flushed.");
            case LOG ->
                    new Meaning(
                            "The natural logarithm.",
                            "result = ln(x)",
                            "`dx = dresult / x`.",
                            Numerics.within(kind) + " -infinity at 0 and -0, NaN below.");
            case SQRT ->
                    new Meaning(
                            "The square root.",
                            "result = x^(1/2)",
                            "`dx = dresult * 0.5 / result`, infinite at 0.",
                            Numerics.within(kind) + " NaN below 0; 0 or -0 at -0.");
            case TANH ->
                    new Meaning(
                            "The hyperbolic tangent.",
                            "result = (e^x - e^-x) / (e^x + e^-x)",
                            "`dx = dresult * (1 - result^2)`.",
                            Numerics.within(kind) + " 1 and -1 at the infinities.");
            case ERF ->
                    new Meaning(
                            "The error function.",
                            "result = 2 / sqrt(pi) * integral from 0 to x of e^(-t^2) dt",
                            "`dx = dresult * 2 / sqrt(pi) * e^(-x^2)`.",
                            Numerics.within(kind) + " 1 and -1 at the infinities.");
            case SIN ->
                    new Meaning(
                            "The sine of radians.",
                            "result = sin(x)",
                            "`dx = dresult * cos(x)`.",
                            "Within 4 ulp plus 8 u min(1, |x|) for |x| up to 10000; beyond that the"
                                    + " accuracy is not specified. NaN at the infinities.");
            case COS ->
                    new Meaning(
                            "The cosine of radians.",
                            "result = cos(x)",
                            "`dx = -dresult * sin(x)`.",
                            "Within 4 ulp plus 8 u for |x| up to 10000; beyond that the accuracy is"
                                    + " not specified. NaN at the infinities.");
            case FLOOR ->
                    new Meaning(
                            "The largest integral value that is not above the element.",
                            "result = max { n integral : n <= x }",
                            "0 everywhere.",
                            "Bit-exact; -0 and the infinities stay.");
            case NOT ->
                    new Meaning(
                            "Every bit inverted, or the logical complement.",
                            """
                            result = ~x       integers
                            result = 1 - x    BOOL\
                            """,
                            Numerics.NO_GRADIENT,
                            "Bit-exact.");
        };
    }
}
