package io.steelyard.spi;

/**
 * How a function is compiled.
 *
 * @param verifyPasses whether the program is verified, and again after each pass: one that is not
 *     valid is refused with {@code INVALID_PROGRAM}. Slower, for tests and for the authors of
 *     passes
 */
public record CompileOptions(boolean verifyPasses) {
    private static final CompileOptions DEFAULTS = new CompileOptions(false);

    /** Without verification between passes. */
    public static CompileOptions defaults() {
        return DEFAULTS;
    }
}
