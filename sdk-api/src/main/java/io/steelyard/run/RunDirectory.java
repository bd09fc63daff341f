package io.steelyard.run;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.WriteFailure;
import io.steelyard.train.Checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The directory that a training writes to: a model, {@code metrics.jsonl}, {@code run.json}, {@code
 * report.html} and {@code checkpoints/}.
 *
 * @param path where it is; made when a training claims it
 */
public record RunDirectory(Path path) {
    /** Where checkpoints stand below the directory of a training. */
    public static final String CHECKPOINTS = "checkpoints";

    private static final String METRICS_FILE = "metrics.jsonl";

    /** One object a logged step. */
    public Path metrics() {
        return path.resolve(METRICS_FILE);
    }

    /** {@link RunRecord}: what the training was and what became of it. */
    public Path record() {
        return path.resolve("run.json");
    }

    /** The page that shows the training. */
    public Path report() {
        return path.resolve("report.html");
    }

    /** Directories such as {@code step-00000500}. */
    public Path checkpoints() {
        return path.resolve(CHECKPOINTS);
    }

    /** Throws {@code INVALID_ARGUMENT} when there is a training or a model, which would be lost. */
    public void requireUnused() {
        for (String name : List.of(CHECKPOINTS, METRICS_FILE, Checkpoint.MODEL_FILE)) {
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

    /** Keeps other trainings out of a directory, also those of other processes. */
    public record Claim(Path file, FileChannel channel, boolean madeDirectory)
            implements AutoCloseable {
        @Override
        public void close() {
            try (channel) {
                Files.deleteIfExists(file);
                if (madeDirectory) {
                    Files.delete(file.getParent());
                }
            } catch (DirectoryNotEmptyException trained) {
                // Only what failed before it wrote anything leaves an empty directory.
            } catch (IOException failure) {
                throw WriteFailure.of(file, failure);
            }
        }
    }

    /**
     * Claims the directory until it is closed or the process ends. Throws {@code INVALID_ARGUMENT}
     * when another training has done so, {@code WRITE_FAILED} when it cannot be written.
     */
    public Claim claim() {
        Path file = path.resolve(".training.lock");
        try {
            boolean makesDirectory = !Files.exists(path);
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return new Claim(file, channel, makesDirectory);
            }
            channel.close();
        } catch (IOException failure) {
            throw WriteFailure.of(file, failure);
        }
        throw new SteelyardException(
                ErrorCode.INVALID_ARGUMENT,
                "Another training is writing to "
                        + path
                        + " now; wait until it has ended, or choose another directory (--out).");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // by this process
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
    public Optional<Path> newestCheckpoint() {
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

    /**
     * The checkpoint that a training with these options begins from, if it begins from one. Throws
     * {@code INVALID_ARGUMENT} where it would begin in a directory that holds a training, or goes
     * on and names none, and as {@link #newestCheckpoint} does.
     */
    public static Optional<Path> checkpointToResume(TrainingOptions options) {
        if (options.directory().isEmpty()) {
            if (options.resume()) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "A training is to be resumed and no directory is named; name the one that"
                                + " it wrote to.");
            }
            return Optional.empty();
        }
        RunDirectory directory = new RunDirectory(options.directory().get());
        if (options.resume()) {
            return directory.newestCheckpoint();
        }
        directory.requireUnused();
        return Optional.empty();
    }

    /** What to throw when a directory lacks a file of a saved model: {@code FILE_NOT_FOUND}. */
    public static SteelyardException noModel(Path directory, String missing) {
        String advice =
                Checkpoint.latest(new RunDirectory(directory).checkpoints())
                        .map(
                                path ->
                                        "The training there did not end; its newest checkpoint is "
                                                + path
                                                + ", which can be used as a model.")
                        .orElse("Name a directory that a training or save(..) wrote.");
        return new SteelyardException(
                ErrorCode.FILE_NOT_FOUND,
                directory
                        + (Files.isDirectory(directory)
                                ? " holds no model: " + missing + " is missing. "
                                : " does not exist or is no directory. ")
                        + advice);
    }

    /** What to throw when {@code steelyard.json} in a checkpoint has no recipe or provenance. */
    public static SteelyardException notOurs(Path checkpoint) {
        return new SteelyardException(
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                checkpoint
                        + " does not say how it was trained: its steelyard.json lacks recipe or"
                        + " provenance. Resume from a checkpoint of this task.");
    }
}
