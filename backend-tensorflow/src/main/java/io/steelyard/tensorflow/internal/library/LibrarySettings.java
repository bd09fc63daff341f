package io.steelyard.tensorflow.internal.library;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * What TensorFlow's library asks once in the life of a process.
 *
 * @param deterministic whether operations give the same bits on each run, whatever the threads
 * @param tf32 whether graphics processors may round the factors of products and convolutions of F32
 *     to 10 bits of mantissa
 */
public record LibrarySettings(boolean deterministic, boolean tf32) {
    /** The same bits on each run, and F32 as it is. */
    public static final LibrarySettings EXACT = new LibrarySettings(true, false);

    /**
     * Throws {@code BACKEND_UNSUPPORTED} where a library that was loaded with other settings gives
     * less than these ask for.
     */
    void requireServedBy(LibrarySettings loaded) {
        if (deterministic && !loaded.deterministic) {
            throw differs("deterministic=false");
        }
        if (!tf32 && loaded.tf32) {
            throw differs("tf32=true");
        }
    }

    private static SteelyardException differs(String option) {
        return new SteelyardException(
                ErrorCode.BACKEND_UNSUPPORTED,
                "A tensorflow backend was asked for without option "
                        + option
                        + " after another one had started with it, and TensorFlow asks once in the"
                        + " life of a process; give it to this one too, or leave it out of the"
                        + " first one.");
    }
}
