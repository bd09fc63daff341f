package io.steelyard.classification.architecture;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.List;

/** Refuses configurations that make no sense, each with a sentence that names the entry. */
final class Ranges {
    private Ranges() {}

    static void requirePositive(String modelType, String name, int value) {
        require(value >= 1, modelType, name, value, "1 or more");
    }

    static void requirePositive(String modelType, String name, List<Integer> values) {
        require(
                values.stream().allMatch(value -> value >= 1),
                modelType,
                name,
                values,
                "numbers of 1 or more");
    }

    static void requireSome(String modelType, String name, List<Integer> values) {
        require(!values.isEmpty(), modelType, name, values, "one number or more");
        requirePositive(modelType, name, values);
    }

    static void requireRate(String modelType, String name, float value) {
        require(
                value >= 0 && value < 1,
                modelType,
                name,
                value,
                "numbers from 0 up to, but not including, 1");
    }

    static void requireNotNegative(String modelType, String name, float value) {
        require(
                value >= 0 && Float.isFinite(value),
                modelType,
                name,
                value,
                "finite numbers of 0 or more");
    }

    static void require(
            boolean holds, String modelType, String name, Object value, String accepted) {
        if (!holds) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A model of type "
                            + modelType
                            + " with "
                            + name
                            + " "
                            + value
                            + " was asked for; accepted are "
                            + accepted
                            + ".");
        }
    }
}
