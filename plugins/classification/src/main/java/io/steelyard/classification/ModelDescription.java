package io.steelyard.classification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.data.table.TargetEncoder;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.TemperatureScaling;
import io.steelyard.run.Provenance;
import io.steelyard.run.RunDirectory;
import io.steelyard.run.TrainingSummary;
import io.steelyard.spi.TaskContext;
import io.steelyard.train.Checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All of a saved classifier but its parameters: {@code config.json} in the manner of Hugging Face
 * ({@code problem_type}, {@code id2label}), what prepares examples, and {@code steelyard.json}.
 *
 * @param config the entries of {@code config.json}, without those of the target
 * @param target what the model says of an example
 * @param scaling what makes probabilities of logits; of the temperature 1 unless calibrated
 * @param recipe of the training
 * @param provenance of the model
 * @param trained what became of the training; empty before it has ended
 */
record ModelDescription(
        Map<String, Object> config,
        TargetEncoder target,
        Preprocessing preprocessing,
        TemperatureScaling scaling,
        ClassificationRecipe recipe,
        Provenance provenance,
        Optional<TrainingSummary> trained) {
    static final String CONFIG_FILE = "config.json";
    private static final String STEELYARD_FILE = "steelyard.json";
    private static final String PROBLEM_TYPE = "problem_type";
    private static final String ID_TO_LABEL = "id2label";
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    ModelDescription withTrained(TrainingSummary summary, TemperatureScaling fitted) {
        return new ModelDescription(
                config, target, preprocessing, fitted, recipe, provenance, Optional.of(summary));
    }

    Head head() {
        return Head.of(target);
    }

    /** Writes every file but that of the parameters. */
    void write(Path directory) throws IOException {
        Map<String, Object> entries = new LinkedHashMap<>(config);
        Map<String, String> labels = new LinkedHashMap<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<String> names = head().names();
        for (int i = 0; i < names.size(); i++) {
            labels.put(Integer.toString(i), names.get(i));
            numbers.put(names.get(i), i);
        }
        entries.put(PROBLEM_TYPE, problemType());
        entries.put(ID_TO_LABEL, labels);
        entries.put("label2id", numbers);
        JsonFiles.write(directory.resolve(CONFIG_FILE), entries);
        preprocessing.write(directory);
        ObjectNode about = JSON.createObjectNode();
        about.put("task", Classification.TASK.id());
        about.put("kind", preprocessing.kind());
        about.put("temperature", scaling.temperature());
        about.set("target", JSON.valueToTree(target.toMap()));
        about.set("recipe", JSON.valueToTree(recipe));
        about.set("provenance", JSON.valueToTree(provenance));
        trained.ifPresent(value -> about.set("training", JSON.valueToTree(value)));
        JsonFiles.write(directory.resolve(STEELYARD_FILE), about);
    }

    private String problemType() {
        return switch (target.kind()) {
            case CLASSES -> "single_label_classification";
            case LABELS -> "multi_label_classification";
            case VALUE -> "regression";
        };
    }

    /**
     * Reads every file but that of the parameters.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or {@code
     *     INCOMPATIBLE_CHECKPOINT}
     */
    static ModelDescription read(Path directory, TaskContext context) {
        for (String name : List.of(CONFIG_FILE, STEELYARD_FILE, Checkpoint.MODEL_FILE)) {
            if (!Files.isRegularFile(directory.resolve(name))) {
                throw RunDirectory.noModel(directory, name);
            }
        }
        Path file = directory.resolve(STEELYARD_FILE);
        JsonFiles.Entries about = JsonFiles.read(file);
        String task = about.text("task");
        if (!task.equals(Classification.TASK.id())) {
            throw new SteelyardException(
                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                    directory
                            + " holds a model of the task '"
                            + task
                            + "'; expected is one of '"
                            + Classification.TASK.id()
                            + "'. Load it with the task that saved it.");
        }
        JsonFiles.Entries config = JsonFiles.read(directory.resolve(CONFIG_FILE));
        Map<String, Object> own = new LinkedHashMap<>(config.map());
        List.of(PROBLEM_TYPE, ID_TO_LABEL, "label2id").forEach(own::remove);
        JsonNode tree = JSON.valueToTree(about.map());
        return new ModelDescription(
                own,
                TargetEncoder.fromMap(about.object("target").map()),
                preprocessing(about, directory, context),
                new TemperatureScaling(about.number("temperature")),
                ClassificationRecipe.forImages()
                        .withJson(tree.path("recipe").toString(), file.toString()),
                part(tree, "provenance", Provenance.class, file)
                        .orElseThrow(() -> RunDirectory.notOurs(directory)),
                part(tree, "training", TrainingSummary.class, file));
    }

    private static Preprocessing preprocessing(
            JsonFiles.Entries about, Path directory, TaskContext context) {
        String kind = about.text("kind");
        return switch (kind) {
            case ImagePreprocessing.KIND -> ImagePreprocessing.read(directory);
            case TextPreprocessing.KIND -> TextPreprocessing.read(directory, context);
            case TablePreprocessing.KIND -> TablePreprocessing.read(directory);
            default ->
                    throw new SteelyardException(
                            ErrorCode.INVALID_FILE,
                            about.file()
                                    + " has \"kind\": \""
                                    + kind
                                    + "\"; expected is image, text or tabular.");
        };
    }

    private static <T> Optional<T> part(JsonNode about, String name, Class<T> type, Path file) {
        try {
            return about.has(name)
                    ? Optional.of(JSON.treeToValue(about.get(name), type))
                    : Optional.empty();
        } catch (JsonProcessingException invalid) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file
                            + " has a \""
                            + name
                            + "\" that cannot be read: "
                            + invalid.getOriginalMessage()
                            + ". Use another copy or an earlier checkpoint.",
                    invalid);
        }
    }
}
