package io.steelyard.run;

import io.steelyard.train.Callback;
import io.steelyard.train.Stop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a training is carried out, without effect on what it computes.
 *
 * @param directory where the model, {@code metrics.jsonl} and {@code checkpoints/} go; empty writes
 *     nothing
 * @param resume whether to go on from the newest checkpoint in the directory
 * @param callbacks who is told what happens
 * @param stop ends the training before the recipe's steps are done
 * @param inspectEvery steps that are looked into, as {@link
 *     io.steelyard.train.Trainer#inspectEvery} says; 0 for none
 * @param profileSteps steps that are profiled, as {@link io.steelyard.train.Trainer#profileSteps}
 *     says; 0 for none
 */
public record TrainingOptions(
        Optional<Path> directory,
        boolean resume,
        List<Callback> callbacks,
        Optional<Stop> stop,
        long inspectEvery,
        long profileSteps) {
    public TrainingOptions {
        callbacks = List.copyOf(callbacks);
    }

    /** Looks into no step and profiles none. */
    public TrainingOptions(
            Optional<Path> directory,
            boolean resume,
            List<Callback> callbacks,
            Optional<Stop> stop) {
        this(directory, resume, callbacks, stop, 0, 0);
    }

    /** Writes nothing, tells nobody, and ends when the steps are done. */
    public static TrainingOptions none() {
        return new TrainingOptions(Optional.empty(), false, List.of(), Optional.empty());
    }

    /** Writes into a directory that holds no training yet. */
    public static TrainingOptions into(Path directory) {
        return new TrainingOptions(Optional.of(directory), false, List.of(), Optional.empty());
    }

    /** Goes on with the training in a directory. */
    public static TrainingOptions resuming(Path directory) {
        return new TrainingOptions(Optional.of(directory), true, List.of(), Optional.empty());
    }

    /** These options with one more who is told what happens. */
    public TrainingOptions withCallback(Callback callback) {
        List<Callback> more = new ArrayList<>(callbacks);
        more.add(callback);
        return new TrainingOptions(directory, resume, more, stop, inspectEvery, profileSteps);
    }

    /** These options with a condition that ends the training early. */
    public TrainingOptions withStop(Stop value) {
        return new TrainingOptions(
                directory, resume, callbacks, Optional.of(value), inspectEvery, profileSteps);
    }

    /** These options with a look into every so many steps. */
    public TrainingOptions withInspectEvery(long steps) {
        return new TrainingOptions(directory, resume, callbacks, stop, steps, profileSteps);
    }

    /** These options with a profile of so many steps. */
    public TrainingOptions withProfileSteps(long steps) {
        return new TrainingOptions(directory, resume, callbacks, stop, inspectEvery, steps);
    }
}
