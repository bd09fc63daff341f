package io.steelyard.program;

import java.util.Locale;

/** How {@link Op.Reduce} joins elements. */
public enum ReduceKind {
    /** The sum; 0 over nothing; integers wrap. F16 and BF16 accumulate in F32. */
    SUM,
    /** The largest; -infinity (or the smallest integer) over nothing; NaN if any is NaN. */
    MAX,
    /** The smallest; infinity (or the largest integer) over nothing; NaN if any is NaN. */
    MIN,
    /** Whether all are true (BOOL); true over nothing. */
    AND,
    /** Whether any is true (BOOL); false over nothing. */
    OR;

    /** The name in program text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
