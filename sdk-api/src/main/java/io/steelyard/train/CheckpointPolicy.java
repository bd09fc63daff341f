package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.DirectoryContent;

import java.nio.file.Path;

/**
 * Where and when a training writes checkpoints. Each is a directory of its own, {@code
 * step-00000500}, which is there whole or not at all.
 *
 * @param directory that holds them; made when it is missing
 * @param everySteps updates between two checkpoints; 0 writes one at the end only
 * @param keep how many are kept; older ones are deleted after a newer one is safe
 * @param companions writes further files into each checkpoint, such as configuration and tokenizer
 */
public record CheckpointPolicy(
        Path directory, long everySteps, int keep, DirectoryContent companions) {
    public CheckpointPolicy {
        if (everySteps < 0 || keep < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Checkpoints after every "
                            + everySteps
                            + " steps, keeping "
                            + keep
                            + ", were asked for; accepted are 0 steps or more and keeping 1 or"
                            + " more.");
        }
    }

    /** Keeps two, without companions. */
    public CheckpointPolicy(Path directory, long everySteps) {
        this(directory, everySteps, 2, path -> {});
    }
}
