package io.steelyard.program;

import java.util.Locale;

/**
 * Functions of one element. Which dtypes each takes is part of the shape rule of {@link Op.Unary}.
 */
public enum UnaryKind {
    /** {@code -x}; integers wrap. */
    NEG,
    /** {@code |x|}; integers wrap, so that the smallest one stays. */
    ABS,
    /** {@code e^x}, floats only. */
    EXP,
    /** Natural logarithm, floats only: -infinity at 0, NaN below. */
    LOG,
    /** Square root, floats only: NaN below 0. */
    SQRT,
    /** Hyperbolic tangent, floats only. */
    TANH,
    /** {@code 2/sqrt(pi) * integral of exp(-t^2) from 0 to x}, floats only. */
    ERF,
    /** Sine of radians, floats only; beyond 10000 the accuracy is not specified. */
    SIN,
    /** Cosine of radians, floats only; beyond 10000 the accuracy is not specified. */
    COS,
    /** The largest integral value that is not above x, floats only. */
    FLOOR,
    /** Every bit inverted (integers), or the logical complement (BOOL). */
    NOT;

    /** The name in program text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
