package io.steelyard.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.AtomicDirectory;
import io.steelyard.file.Safetensors;
import io.steelyard.model.Variable;
import io.steelyard.tensor.NdArray;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A training at rest: {@code model.safetensors} with parameters and buffers, {@code
 * optimizer.safetensors} with the state of the training, {@code trainer_state.json} with step and
 * data cursor.
 *
 * @param directory that holds it
 * @param progress from {@code trainer_state.json}
 */
public record Checkpoint(Path directory, TrainingProgress progress) {
    /** The file with parameters and buffers. */
    public static final String MODEL_FILE = "model.safetensors";

    private static final String OPTIMIZER_FILE = "optimizer.safetensors";
    private static final String PROGRESS_FILE = "trainer_state.json";
    private static final Pattern NAME = Pattern.compile("step-\\d{8,18}");
    static final EnumSet<Variable.Kind> MODEL =
            EnumSet.of(Variable.Kind.PARAMETER, Variable.Kind.BUFFER);
    private static final EnumSet<Variable.Kind> TRAINING = EnumSet.of(Variable.Kind.TRAINING);
    private static final Map<String, String> METADATA = Map.of("format", "pt");
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    /**
     * Reads a checkpoint's progress; the tensors are read by {@link #restore}.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND} or {@code INVALID_FILE}
     */
    public static Checkpoint open(Path directory) {
        Path file = directory.resolve(PROGRESS_FILE);
        AtomicDirectory.recover(directory);
        try {
            TrainingProgress progress =
                    JSON.readValue(Files.readAllBytes(file), TrainingProgress.class);
            if (progress == null) {
                throw notProgress(file, "it is null", null);
            }
            return new Checkpoint(directory, progress);
        } catch (JsonProcessingException broken) {
            throw notProgress(file, broken.getOriginalMessage(), broken);
        } catch (IOException missing) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    directory
                            + " is no checkpoint: "
                            + PROGRESS_FILE
                            + " cannot be read. Name a directory such as"
                            + " checkpoints/step-00000500.",
                    missing);
        }
    }

    private static SteelyardException notProgress(
            Path file, String what, @Nullable Exception cause) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                file
                        + " is not the state of a training: "
                        + what
                        + ". Resume from another checkpoint.",
                cause);
    }

    /** The checkpoint of the most steps in a directory of checkpoints, if there is any. */
    public static Optional<Path> latest(Path directory) {
        return all(directory).stream().findFirst();
    }

    /**
     * Throws {@code INVALID_ARGUMENT} when a directory holds checkpoints of more steps than the
     * given: what a training writes behind them would be taken for the older ones.
     */
    static void requireNoneAhead(Path directory, long step) {
        Optional<Path> ahead = latest(directory).filter(path -> step(path) > step);
        if (ahead.isPresent()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The directory "
                            + directory
                            + " holds "
                            + ahead.get().getFileName()
                            + " and the training is to begin after step "
                            + step
                            + "; resume from that checkpoint, move it away, or choose another"
                            + " directory.");
        }
    }

    private static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring("step-".length()));
    }

    /** Newest first. */
    static List<Path> all(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            Comparator<Path> byStep = Comparator.comparingLong(Checkpoint::step);
            return entries.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
                    .sorted(byStep.reversed())
                    .toList();
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    "The directory of checkpoints " + directory + " cannot be listed.",
                    unreadable);
        }
    }

    /**
     * Loads every variable, or nothing.
     *
     * @param seed of the training that goes on
     * @throws SteelyardException {@code INCOMPATIBLE_CHECKPOINT} when it is of another seed or
     *     model, {@code FILE_NOT_FOUND} or {@code INVALID_FILE} when a file is missing or broken
     */
    public void restore(ModelState state, long seed) {
        if (progress.seed() != seed) {
            throw new SteelyardException(
                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                    "The checkpoint "
                            + directory
                            + " was trained with seed "
                            + progress.seed()
                            + " and the"
                            + " training is to go on with seed "
                            + seed
                            + "; give the same seed.");
        }
        try (Safetensors model = Safetensors.open(directory.resolve(MODEL_FILE));
                Safetensors optimizer = Safetensors.open(directory.resolve(OPTIMIZER_FILE))) {
            String modelFile = model.file().toString();
            String optimizerFile = optimizer.file().toString();
            state.compare(model.tensors(), MODEL, modelFile).requireExact(modelFile);
            state.compare(optimizer.tensors(), TRAINING, optimizerFile).requireExact(optimizerFile);
            state.load(model.tensors(), MODEL, modelFile);
            state.load(optimizer.tensors(), TRAINING, optimizerFile);
        }
    }

    /** Writes a checkpoint beside the others and deletes those that are too many. */
    static Path write(CheckpointPolicy policy, ModelState state, TrainingProgress progress) {
        Path directory =
                policy.directory()
                        .resolve(String.format(Locale.ROOT, "step-%08d", progress.step()));
        AtomicDirectory.write(
                directory,
                target -> {
                    writeModel(state, target);
                    Safetensors.write(
                            target.resolve(OPTIMIZER_FILE), state.read(TRAINING), METADATA);
                    Files.write(
                            target.resolve(PROGRESS_FILE),
                            JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(progress));
                    policy.companions().write(target);
                });
        all(policy.directory()).stream().skip(policy.keep()).forEach(AtomicDirectory::delete);
        AtomicDirectory.deleteUnfinished(policy.directory());
        return directory;
    }

    /** Writes {@code model.safetensors} alone. */
    public static void writeModel(ModelState state, Path directory) throws IOException {
        writeModel(state.read(MODEL), directory);
    }

    /** Writes {@code model.safetensors} alone, from parameters and buffers by path. */
    static void writeModel(Map<String, NdArray> model, Path directory) throws IOException {
        Safetensors.write(directory.resolve(MODEL_FILE), model, METADATA);
    }

    /**
     * Loads {@code model.safetensors} alone, or nothing; every parameter and buffer must be there.
     * Throws {@code INCOMPATIBLE_CHECKPOINT}, {@code FILE_NOT_FOUND} or {@code INVALID_FILE}.
     */
    public static LoadReport readModel(ModelState state, Path directory) {
        try (Safetensors model = Safetensors.open(directory.resolve(MODEL_FILE))) {
            String file = model.file().toString();
            state.compare(model.tensors(), MODEL, file).requireComplete(file);
            return state.load(model.tensors(), MODEL, file);
        }
    }
}
