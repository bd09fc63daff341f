package io.steelyard.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.AtomicDirectory;
import io.steelyard.file.Safetensors;
import io.steelyard.model.Variable;
import io.steelyard.tensor.NdArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A training at rest: {@code model.safetensors} with parameters and buffers, {@code
 * optimizer.safetensors} with the state of the training, {@code trainer_state.json} with step and data
 * cursor.
 *
 * @param directory that holds it
 * @param progress from {@code trainer_state.json}
 */
public record Checkpoint(Path directory, TrainingProgress progress) {
    /** The file with parameters and buffers. */
    public static final String MODEL_FILE = "model.safetensors";

    private static final String OPTIMIZER_FILE = "optimizer.safetensors";
    private static final String PROGRESS_FILE = "trainer_state.json";
    private static final Pattern NAME = Pattern.compile("step-\\d{8,}");
    private static final EnumSet<Variable.Kind> MODEL =
            EnumSet.of(Variable.Kind.PARAMETER, Variable.Kind.BUFFER);
    private static final EnumSet<Variable.Kind> TRAINING = EnumSet.of(Variable.Kind.TRAINING);
    private static final Map<String, String> METADATA = Map.of("format", "pt");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a checkpoint's progress; the tensors are read by {@link #restore}.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND} or {@code INVALID_FILE}
     */
    public static Checkpoint open(Path directory) {
        Path file = directory.resolve(PROGRESS_FILE);
        try {
            return new Checkpoint(
                    directory, JSON.readValue(Files.readAllBytes(file), TrainingProgress.class));
        } catch (JsonProcessingException broken) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file + " is not the state of a training: " + broken.getOriginalMessage()
                            + ". Resume from another checkpoint.",
                    broken);
        } catch (IOException missing) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    directory + " is no checkpoint: " + PROGRESS_FILE
                            + " cannot be read. Name a directory such as checkpoints/step-00000500.",
                    missing);
        }
    }

    /** The newest checkpoint in a directory of checkpoints, if there is any. */
    public static Optional<Path> latest(Path directory) {
        return all(directory).stream().findFirst();
    }

    /** Newest first. */
    private static List<Path> all(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            Comparator<Path> byStep =
                    Comparator.comparingLong(
                            path -> Long.parseLong(path.getFileName().toString().substring(5)));
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

    /** Loads every variable, or nothing. Throws {@code INCOMPATIBLE_CHECKPOINT} or {@code INVALID_FILE}. */
    public void restore(ModelState state, long seed) {
        if (progress.seed() != seed) {
            throw new SteelyardException(
                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                    "The checkpoint " + directory + " was trained with seed " + progress.seed() + " and the"
                            + " training is to go on with seed " + seed + "; give the same seed.");
        }
        try (Safetensors model = Safetensors.open(directory.resolve(MODEL_FILE));
                Safetensors optimizer = Safetensors.open(directory.resolve(OPTIMIZER_FILE))) {
            state.load(model.tensors(), MODEL).requireComplete(model.file().toString());
            state.load(optimizer.tensors(), TRAINING).requireComplete(optimizer.file().toString());
        }
    }

    /** Writes a checkpoint beside the others and deletes those that are too many. */
    static Path write(CheckpointPolicy policy, ModelState state, TrainingProgress progress) {
        Path directory =
                policy.directory().resolve(String.format("step-%08d", progress.step()));
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
        return directory;
    }

    /** Writes {@code model.safetensors} alone. */
    public static void writeModel(ModelState state, Path directory) throws IOException {
        Map<String, NdArray> tensors = new LinkedHashMap<>(state.read(MODEL));
        Safetensors.write(directory.resolve(MODEL_FILE), tensors, METADATA);
    }

    /** Loads {@code model.safetensors} alone; every parameter and buffer must be there. */
    public static LoadReport readModel(ModelState state, Path directory) {
        try (Safetensors model = Safetensors.open(directory.resolve(MODEL_FILE))) {
            LoadReport report = state.load(model.tensors(), MODEL);
            report.requireComplete(model.file().toString());
            return report;
        }
    }
}
