package io.steelyard.train;

import io.steelyard.spi.CompileReport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a training. Owns the trained state; close it when the parameters are no longer
 * needed.
 *
 * @param steps updates made, those before a restart included
 * @param stopReason why it ended, in words
 * @param finalLoss of the last batch
 * @param evaluations the validations, oldest first
 * @param restored the validation whose parameters and buffers the state holds now; empty where
 *     {@link Trainer#restoreBest} was not asked for, and the state is that of the last step
 * @param elapsed time trained in this process
 * @param compileReport of the training step
 * @param times where the time went
 * @param profile where the time of some steps went, if {@link Trainer#profileSteps} asked for it
 * @param state the variables with their contents
 */
public record TrainingReport(
        long steps,
        String stopReason,
        double finalLoss,
        List<Evaluation> evaluations,
        Optional<Evaluation> restored,
        Duration elapsed,
        CompileReport compileReport,
        StepTimes times,
        Optional<TrainingProfile> profile,
        ModelState state)
        implements AutoCloseable {
    public TrainingReport {
        evaluations = List.copyOf(evaluations);
    }

    /**
     * The first of the best validations by a metric; empty when nothing was validated. Throws
     * {@code INVALID_ARGUMENT} for a metric that the validations do not give.
     */
    public Optional<Evaluation> best(String metric, Goal goal) {
        return goal.best(evaluations, metric);
    }

    @Override
    public void close() {
        state.close();
    }
}
