package io.steelyard.program;

import java.util.Locale;

/**
 * How {@link Op.Compare} compares. Every comparison with NaN is false, but {@code NE}, which is
 * true.
 */
public enum Comparison {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE;

    /** The name in program text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
