package io.steelyard.train;

import io.steelyard.spi.Cursor;
import java.util.List;

/**
 * What a checkpoint knows of a training besides its tensors: {@code trainer_state.json}.
 *
 * @param step updates made
 * @param cursor of the next batch
 * @param seed of initial values and dropout; with the step it is the whole random state
 * @param evaluations so far, oldest first
 */
public record TrainingProgress(
        long step, Cursor cursor, long seed, List<Evaluation> evaluations) {
    public TrainingProgress {
        evaluations = List.copyOf(evaluations);
    }
}
