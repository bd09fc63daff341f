package io.steelyard.classification;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/** The parts of data that a training needs. */
final class Parts {
    private Parts() {}

    /**
     * Throws {@code INVALID_DATA} unless there is something to learn from and something to validate
     * on.
     *
     * @param what there is in the data, in the plural
     */
    static void requireBoth(String data, String what, long training, long validation) {
        if (training == 0 || validation == 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    data
                            + " has too few "
                            + what
                            + " that can be used ("
                            + (training + validation)
                            + "): "
                            + training
                            + " to learn from and "
                            + validation
                            + " to validate on, where each part needs one. Give more, or another"
                            + " validation_fraction in the recipe.");
        }
    }
}
