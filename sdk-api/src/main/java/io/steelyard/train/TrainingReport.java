package io.steelyard.train;

import io.steelyard.spi.CompileReport;

import java.time.Duration;
import java.util.List;

/**
 * What became of a training. Owns the trained state; close it when the parameters are no longer
 * needed.
 *
 * @param steps updates made, those before a restart included
 * @param stopReason why it ended, in words
 * @param finalLoss of the last batch
 * @param evaluations the validations, oldest first
 * @param elapsed time trained in this process
 * @param compileReport of the training step
 * @param state the variables with their contents
 */
public record TrainingReport(
        long steps,
        String stopReason,
        double finalLoss,
        List<Evaluation> evaluations,
        Duration elapsed,
        CompileReport compileReport,
        ModelState state)
        implements AutoCloseable {
    public TrainingReport {
        evaluations = List.copyOf(evaluations);
    }

    @Override
    public void close() {
        state.close();
    }
}
