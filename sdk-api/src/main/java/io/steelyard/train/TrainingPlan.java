package io.steelyard.train;

import io.steelyard.spi.Schedule;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link Trainer} was told about the course of a training.
 *
 * @param batchesPerStep whose gradients an update takes together
 * @param validateEvery so many steps; 0 after each epoch
 * @param inspectEvery so many steps; 0 never
 * @param profileSteps that count in the profile; 0 for none
 * @param restoreBest by which metric the best model is found that the training ends with
 */
record TrainingPlan(
        Schedule schedule,
        int batchesPerStep,
        Stop stop,
        long validateEvery,
        long inspectEvery,
        long profileSteps,
        List<Callback> callbacks,
        Optional<CheckpointPolicy> checkpoints,
        Optional<BestModel.Choice> restoreBest) {
    TrainingPlan {
        callbacks = List.copyOf(callbacks);
    }

    /** Whether the step that makes the number of updates this is inspected. */
    boolean inspects(long step) {
        return inspectEvery > 0 && step % inspectEvery == 0;
    }
}
