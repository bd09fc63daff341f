package io.steelyard.train;

import java.time.Duration;
import java.util.List;

/**
 * Where a training stands, for stop conditions.
 *
 * @param step updates made so far
 * @param epoch passes over the data that are finished
 * @param elapsed time trained in this process
 * @param evaluations the validations so far, oldest first, those before a restart included
 */
public record TrainingStatus(
        long step, long epoch, Duration elapsed, List<Evaluation> evaluations) {
    public TrainingStatus {
        evaluations = List.copyOf(evaluations);
    }
}
