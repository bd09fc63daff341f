package io.steelyard.error;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * The one exception the SDK throws for a problem that a user or a plugin can act on. Its message is
 * a sentence that says what was given, what was expected and what to do; {@link #code()} is stable
 * across releases, so programs may branch on it.
 */
public final class SteelyardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** A problem without an exception behind it. */
    public SteelyardException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** A problem with the exception that showed it, if there is one. */
    public SteelyardException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    /** The stable kind of the problem. */
    public ErrorCode code() {
        return code;
    }
}
