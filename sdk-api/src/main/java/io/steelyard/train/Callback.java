package io.steelyard.train;

import io.steelyard.error.SteelyardException;
import io.steelyard.spi.CompileReport;
import io.steelyard.tensor.NdArray;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Is told what happens in a training, on the thread that trains. */
public interface Callback {
    /** Before the first step. */
    default void started(TrainingStart start) {}

    /**
     * Before the update of each step that is inspected; see {@link Trainer#inspectEvery}. What it
     * is given may be kept.
     */
    default void inspected(Inspection inspection) {}

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
     * Instead of {@link #finished}, when the training ends by an error after it was started.
     *
     * @param step updates made so far; that of a loss that is no number is among them
     * @param failure why it ended
     */
    default void failed(long step, SteelyardException failure) {}

    /**
     * What there is to know before the first step.
     *
     * @param parameters numbers that are trained
     * @param firstStep updates made before, more than 0 when the training was resumed
     * @param compileReport of the training step
     * @param times where the time goes, filled while the training goes on
     */
    record TrainingStart(
            long parameters, long firstStep, CompileReport compileReport, StepTimes times) {
        /** Without any times. */
        public TrainingStart(long parameters, long firstStep, CompileReport compileReport) {
            this(parameters, firstStep, compileReport, new StepTimes());
        }
    }

    /**
     * A look into a step before its update.
     *
     * @param step the updates that will have been made after it
     * @param weights the parameters by path, before the update
     * @param gradients of the loss of the step's batches by path of the parameter, before clipping
     */
    record Inspection(long step, Map<String, NdArray> weights, Map<String, NdArray> gradients) {
        public Inspection {
            weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
            gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
        }
    }

    /**
     * One step.
     *
     * @param step updates made so far, this one included
     * @param epoch of its batches, from 0
     * @param loss of its batches, before the update
     * @param gradientNorm Euclidean norm of all gradients before clipping
     * @param learningRate of the update
     * @param weight target elements of its batches: tokens, or examples
     * @param dataNanos nanoseconds waited for its batches
     * @param nanos nanoseconds that it took, without that
     */
    record TrainingStep(
            long step,
            long epoch,
            double loss,
            double gradientNorm,
            double learningRate,
            long weight,
            long dataNanos,
            long nanos) {
        /** Without times. */
        public TrainingStep(
                long step,
                long epoch,
                double loss,
                double gradientNorm,
                double learningRate,
                long weight) {
            this(step, epoch, loss, gradientNorm, learningRate, weight, 0, 0);
        }
    }
}
