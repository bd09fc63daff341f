package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.train.Checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The directory that a training writes to: a model, {@code metrics.jsonl} and {@code checkpoints/}.
 */
record TrainingDirectory(Path path) {
    private static final String METRICS_FILE = "metrics.jsonl";

    Path metrics() {
        return path.resolve(METRICS_FILE);
    }

    Path checkpoints() {
        return path.resolve(TextTraining.CHECKPOINTS);
    }

    /** Throws {@code INVALID_ARGUMENT} when there is a training or a model, which would be lost. */
    void requireUnused() {
        for (String name : List.of(TextTraining.CHECKPOINTS, METRICS_FILE, Checkpoint.MODEL_FILE)) {
            if (Files.exists(path.resolve(name)) && !isEmptyMetrics(name)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        path
                                + " holds a training already ("
                                + name
                                + "), which is not overwritten. Resume it (--resume), or choose"
                                + " another directory (--out).");
            }
        }
    }

    /** What a training leaves that failed in its first step. */
    private boolean isEmptyMetrics(String name) {
        try {
            return name.equals(METRICS_FILE) && Files.size(metrics()) == 0;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * The checkpoint to go on from; empty when the training ended before it wrote one, and so
     * starts over. Throws {@code FILE_NOT_FOUND} when there is no training.
     */
    Optional<Path> newestCheckpoint() {
        Optional<Path> newest = Checkpoint.latest(checkpoints());
        if (newest.isPresent()) {
            return newest;
        }
        if (!Files.exists(metrics()) || Files.exists(path.resolve(Checkpoint.MODEL_FILE))) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    path
                            + " holds no training to resume: there is no checkpoint in "
                            + checkpoints()
                            + ". Name the directory that it wrote to (--out), or start it without"
                            + " resuming.");
        }
        return Optional.empty();
    }

    static SteelyardException notOurs(Path checkpoint) {
        return new SteelyardException(
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                checkpoint
                        + " does not say how it was trained: its steelyard.json lacks recipe or"
                        + " provenance. Resume from a checkpoint of this task.");
    }
}
