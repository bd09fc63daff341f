package io.steelyard.testkit;

/** How near a backend must come to the {@link Oracle}. Integers and BOOL are always the same. */
public enum Tolerance {
    /** The same bits; any NaN for NaN. For operations that move elements. */
    BITS,
    /** The same numbers after rounding to the dtype: 0 for -0 and any NaN for NaN. */
    VALUES,
    /** As near as {@link ErrorBounds} derives from {@link Tolerances}, element by element. */
    BOUND
}
