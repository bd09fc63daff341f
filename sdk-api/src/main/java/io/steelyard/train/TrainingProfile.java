package io.steelyard.train;

import io.steelyard.spi.ExecutionProfile;

import java.util.List;

/**
 * Where the time of some steps of a training went; see {@link Trainer#profileSteps}. Compiling,
 * validations and checkpoints are not in it.
 *
 * @param warmUpSteps steps before them in this process, which are left out; 0 where the training
 *     ended before it was warm, and every step counts
 * @param steps that count
 * @param dataNanos waited for their batches
 * @param stepNanos that the steps took, from their batches to their loss
 * @param callbackNanos that telling callbacks of them took
 * @param functions what the backend ran in these steps: one for each shape of batch
 */
public record TrainingProfile(
        long warmUpSteps,
        long steps,
        long dataNanos,
        long stepNanos,
        long callbackNanos,
        List<ExecutionProfile> functions) {
    public TrainingProfile {
        functions = List.copyOf(functions);
    }

    /** All the time of the steps. */
    public long totalNanos() {
        return dataNanos + stepNanos + callbackNanos;
    }

    /** What the steps took before, between and after the runs of the compiled functions. */
    public long hostNanos() {
        return stepNanos - functions.stream().mapToLong(ExecutionProfile::nanos).sum();
    }
}
