package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/** Refuses configuration that makes no sense, each with a sentence. */
final class Arguments {
    private Arguments() {}

    /** Throws {@code INVALID_ARGUMENT} unless the value is in [0, 1). */
    static void requireFraction(String owner, String name, float value) {
        require(
                value >= 0 && value < 1,
                owner,
                name,
                value,
                "numbers from 0 up to, but not including, 1");
    }

    /** Throws {@code INVALID_ARGUMENT} unless the value is a finite number of 0 or more. */
    static void requireNotNegative(String owner, String name, double value) {
        require(
                value >= 0 && Double.isFinite(value),
                owner,
                name,
                value,
                "finite numbers of 0 or more");
    }

    /** As the form for doubles; the sentence shows the digits of a float. */
    static void requireNotNegative(String owner, String name, float value) {
        require(
                value >= 0 && Float.isFinite(value),
                owner,
                name,
                value,
                "finite numbers of 0 or more");
    }

    /** Throws {@code INVALID_ARGUMENT} unless the value is a finite number above 0. */
    static void requirePositive(String owner, String name, double value) {
        require(value > 0 && Double.isFinite(value), owner, name, value, "finite numbers above 0");
    }

    /** As the form for doubles; the sentence shows the digits of a float. */
    static void requirePositive(String owner, String name, float value) {
        require(value > 0 && Float.isFinite(value), owner, name, value, "finite numbers above 0");
    }

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
}
