package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * A place in a data set from which a training goes on after a restart.
 *
 * @param epoch passes over the data that were finished, from 0; chooses the order of a shuffled one
 * @param position elements of this pass that were delivered
 */
public record Cursor(long epoch, long position) {
    /** Throws {@code INVALID_ARGUMENT} for a negative number. */
    public Cursor {
        if (epoch < 0 || position < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A cursor at element "
                            + position
                            + " of pass "
                            + epoch
                            + " was given; accepted are 0 or more.");
        }
    }

    /** The first element of the first pass. */
    public static final Cursor START = new Cursor(0, 0);

    /** The first element of the next pass. */
    public Cursor nextEpoch() {
        return new Cursor(epoch + 1, 0);
    }
}
