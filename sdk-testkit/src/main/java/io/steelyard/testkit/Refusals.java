package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Expects that something is refused by a {@link SteelyardException}. */
final class Refusals {
    private Refusals() {}

    /** The message of the refusal, which has one of the codes. */
    static String message(String what, ThrowingCallable call, ErrorCode... codes) {
        SteelyardException refusal = catchThrowableOfType(SteelyardException.class, call);
        assertThat(refusal).as("refusal of %s", what).isNotNull();
        assertThat(refusal.code())
                .as("refusal of %s: %s", what, refusal.getMessage())
                .isIn((Object[]) codes);
        return refusal.getMessage();
    }
}
