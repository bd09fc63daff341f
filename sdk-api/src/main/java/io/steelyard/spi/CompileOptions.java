package io.steelyard.spi;

/**
 * How a function is compiled.
 *
 * @param verifyPasses whether the program is verified, and again after each pass: one that is not
 *     valid is refused with {@code INVALID_PROGRAM}. Slower, for tests and for the authors of
 *     passes
 * @param profile whether runs are timed kernel by kernel, for {@link Executable#profile}. It
 *     changes no result; a backend that cannot do it compiles as if it were not asked for
 */
public record CompileOptions(boolean verifyPasses, boolean profile) {
    private static final CompileOptions DEFAULTS = new CompileOptions(false, false);

    /** Without verification between passes, and without a profile. */
    public static CompileOptions defaults() {
        return DEFAULTS;
    }

    /** These options with or without a profile. */
    public CompileOptions withProfile(boolean value) {
        return new CompileOptions(verifyPasses, value);
    }
}
