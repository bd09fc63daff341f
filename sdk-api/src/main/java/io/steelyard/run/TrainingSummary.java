package io.steelyard.run;

import io.steelyard.train.Evaluation;

import java.util.List;

/**
 * The training that a model comes from.
 *
 * @param steps updates made, those before a restart included
 * @param stopReason why it ended, in words
 * @param evaluations the validations, oldest first: {@code validation/loss} and the metrics of the
 *     task
 */
public record TrainingSummary(long steps, String stopReason, List<Evaluation> evaluations) {
    public TrainingSummary {
        evaluations = List.copyOf(evaluations);
    }
}
