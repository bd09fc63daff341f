package io.steelyard.run;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.steelyard.train.Evaluation;
import io.steelyard.train.TrainingReport;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The training that a model comes from.
 *
 * @param steps updates made, those before a restart included
 * @param stopReason why it ended, in words
 * @param evaluations the validations, oldest first: {@code validation/loss} and the metrics of the
 *     task
 * @param restoredStep the step of the validation that the model is of, where the best one was
 *     restored; null where it is that of the last step
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingSummary(
        long steps, String stopReason, List<Evaluation> evaluations, @Nullable Long restoredStep) {
    public TrainingSummary {
        evaluations = List.copyOf(evaluations);
    }

    /** Of a training that has ended. */
    public static TrainingSummary of(TrainingReport report) {
        return new TrainingSummary(
                report.steps(),
                report.stopReason(),
                report.evaluations(),
                report.restored().map(Evaluation::step).orElse(null));
    }
}
