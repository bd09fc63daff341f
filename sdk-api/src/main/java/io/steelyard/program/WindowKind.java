package io.steelyard.program;

import java.util.Locale;

/** How {@link Op.WindowReduce} joins the elements of a window. */
public enum WindowKind {
    /** The sum; 0 over nothing; integers wrap. F16 and BF16 accumulate in F32. */
    SUM,
    /** The largest; -infinity (or the smallest integer) over nothing; NaN if any is NaN. */
    MAX;

    /** The name in program text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
