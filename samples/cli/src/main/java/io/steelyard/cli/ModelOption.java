package io.steelyard.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.text.TextGeneration;
import io.steelyard.train.Checkpoint;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The directory of a saved model. */
final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            description = "A directory that train wrote, or one of its checkpoints.")
    private @Nullable Path directory;

    /**
     * The task of a model; text generation where nothing says it, as in models that other programs
     * wrote.
     */
    static String task(Path directory) {
        Path about = directory.resolve("steelyard.json");
        if (!Files.isRegularFile(about)) {
            return TextGeneration.TASK.id();
        }
        try {
            return new ObjectMapper()
                    .readTree(Files.readAllBytes(about))
                    .path("task")
                    .asText(TextGeneration.TASK.id());
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    about
                            + " cannot be read as JSON. Use another copy or an earlier"
                            + " checkpoint.",
                    unreadable);
        }
    }

    /** The directory to load; of a training that was cut off, its newest checkpoint. */
    Path resolve(PrintWriter err) {
        Path given = Objects.requireNonNull(directory);
        if (!Files.isDirectory(given)) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    "There is no directory " + given + "; name one that 'steelyard train' wrote.");
        }
        if (Files.exists(given.resolve(Checkpoint.MODEL_FILE))) {
            return given;
        }
        Optional<Path> newest = Checkpoint.latest(given.resolve("checkpoints"));
        newest.ifPresent(
                path ->
                        err.println(
                                "The training in "
                                        + given
                                        + " has not ended; taking its checkpoint "
                                        + path.getFileName()
                                        + "."));
        return newest.orElse(given);
    }
}
