package io.steelyard.classification;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

/** Ranges of the components of a recipe. */
final class RecipeChecks {
    private RecipeChecks() {}

    /** Throws {@code INVALID_ARGUMENT} unless the condition holds. */
    static void require(boolean holds, String path, @Nullable Object given, String accepted) {
        if (!holds) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The recipe has \""
                            + path
                            + "\": "
                            + given
                            + "; accepted is "
                            + accepted
                            + ".");
        }
    }
}
