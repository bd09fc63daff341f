package io.steelyard.cli;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.nio.file.Path;

/** What there is to learn from when no text is named: the checkout that the launcher belongs to. */
final class DefaultText {
    private DefaultText() {}

    static Path directory() {
        String home = System.getProperty("steelyard.home");
        if (home == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "No --data was given, and this was not started by the launcher of a checkout,"
                            + " whose own sources would be taken. Name a text file or a folder.");
        }
        return Path.of(home);
    }
}
