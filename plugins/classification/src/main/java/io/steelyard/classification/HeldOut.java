package io.steelyard.classification;

import io.steelyard.data.Split;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/** The part of data that is set aside for a test. */
final class HeldOut {
    /** Not that of a recipe: every training and every evaluation sets the same part aside. */
    private static final long SEED = 0;

    private HeldOut() {}

    static Split stratified(int[] classes, double fraction) {
        return Split.stratified(classes, fraction, SEED);
    }

    static Split random(int count, double fraction) {
        return Split.random(count, fraction, SEED);
    }

    /** Throws {@code INVALID_ARGUMENT} for a fraction outside (0, 1), and where there is a test. */
    static void require(String data, double fraction, boolean hasTest) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A part of "
                            + fraction
                            + " of "
                            + data
                            + " is to be set aside for a test; accepted are numbers between 0 and"
                            + " 1, such as 0.2.");
        }
        if (hasTest) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A part of "
                            + data
                            + " is to be set aside for a test, and it has a test part already;"
                            + " leave one of them out.");
        }
    }
}
