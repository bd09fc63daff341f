package io.steelyard.train;

import io.steelyard.spi.CompileReport;

import java.nio.file.Path;
import java.util.Map;

/** Is told what happens in a training, on the thread that trains. */
public interface Callback {
    /** Before the first step. */
    default void started(TrainingStart start) {}

    /** After each step. */
    default void stepped(TrainingStep step) {}

    /**
     * After each validation.
     *
     * @param step updates made so far
     * @param metrics by name, {@code validation/loss} among them
     */
    default void validated(long step, Map<String, Double> metrics) {}

    /** After a checkpoint was written. */
    default void saved(long step, Path directory) {}

    /** After the last step. */
    default void finished(TrainingReport report) {}

    /**
     * What there is to know before the first step.
     *
     * @param parameters numbers that are trained
     * @param firstStep updates made before, more than 0 when the training was resumed
     * @param compileReport of the training step
     */
    record TrainingStart(long parameters, long firstStep, CompileReport compileReport) {}

    /**
     * One step.
     *
     * @param step updates made so far, this one included
     * @param epoch of its batches, from 0
     * @param loss of its batches, before the update
     * @param gradientNorm Euclidean norm of all gradients before clipping
     * @param learningRate of the update
     * @param weight target elements of its batches: tokens, or examples
     */
    record TrainingStep(
            long step,
            long epoch,
            double loss,
            double gradientNorm,
            double learningRate,
            long weight) {}
}
