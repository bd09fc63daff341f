package io.steelyard.train;

import io.steelyard.spi.Cursor;

import java.util.List;
import java.util.Objects;

/**
 * What a checkpoint knows of a training besides its tensors: {@code trainer_state.json}.
 *
 * @param step updates made
 * @param cursor of the next batch
 * @param seed of initial values and dropout; with the step it is the whole random state
 * @param evaluations so far, oldest first
 */
public record TrainingProgress(long step, Cursor cursor, long seed, List<Evaluation> evaluations) {
    /** Throws {@link IllegalArgumentException} for a negative step. */
    public TrainingProgress {
        if (step < 0) {
            throw new IllegalArgumentException("the step is " + step);
        }
        Objects.requireNonNull(cursor, "cursor");
        evaluations = List.copyOf(evaluations);
    }
}
