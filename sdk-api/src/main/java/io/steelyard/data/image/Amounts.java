package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/** Refuses amounts that no image can be changed by. */
final class Amounts {
    private Amounts() {}

    /** Throws {@code INVALID_ARGUMENT} unless the condition holds. */
    static void require(boolean holds, String owner, String name, Object value, String accepted) {
        if (!holds) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    owner
                            + " was given the "
                            + name
                            + " "
                            + value
                            + "; accepted are "
                            + accepted
                            + ".");
        }
    }

    static void requireProbability(String owner, double value) {
        require(value >= 0 && value <= 1, owner, "probability", value, "numbers from 0 to 1");
    }

    /** The byte of the shade next to a number. */
    static byte shade(double value) {
        return (byte) Math.clamp((int) Math.floor(value + 0.5), 0, 255);
    }
}
