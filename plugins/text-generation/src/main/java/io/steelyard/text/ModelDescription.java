package io.steelyard.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.run.Provenance;
import io.steelyard.run.RunDirectory;
import io.steelyard.run.TrainingSummary;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.Tokenizer;
import io.steelyard.spi.TokenizerFactory;
import io.steelyard.train.Checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All of a saved model but its parameters: {@code config.json}, {@code generation_config.json},
 * {@code tokenizer.json} and {@code steelyard.json}. A directory without the last one, as other
 * programs write it, is read too.
 *
 * @param config the entries of {@code config.json}
 * @param endOfText the token that ends a text, if there is one
 * @param recipe of the training, if the SDK trained the model
 * @param provenance of the model, likewise
 * @param trained what became of the training; empty before it has ended
 */
record ModelDescription(
        Map<String, Object> config,
        Tokenizer tokenizer,
        OptionalInt endOfText,
        Optional<TextGenerationRecipe> recipe,
        Optional<Provenance> provenance,
        Optional<TrainingSummary> trained) {
    static final String CONFIG_FILE = "config.json";
    private static final String GENERATION_FILE = "generation_config.json";
    private static final String STEELYARD_FILE = "steelyard.json";
    private static final String END_OF_TEXT = "eos_token_id";
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    ModelDescription withTrained(TrainingSummary summary) {
        return new ModelDescription(
                config, tokenizer, endOfText, recipe, provenance, Optional.of(summary));
    }

    /** Writes the four files. */
    void write(Path directory) throws IOException {
        Integer end = endOfText.isPresent() ? endOfText.getAsInt() : null;
        Map<String, Object> model = new LinkedHashMap<>(config);
        model.put("bos_token_id", end);
        model.put(END_OF_TEXT, end);
        writeJson(directory.resolve(CONFIG_FILE), model);
        Map<String, Object> generation = new LinkedHashMap<>();
        generation.put("bos_token_id", end);
        generation.put(END_OF_TEXT, end);
        generation.put("do_sample", true);
        writeJson(directory.resolve(GENERATION_FILE), generation);
        tokenizer.save(directory);
        ObjectNode about = JSON.createObjectNode();
        about.put("task", TextGeneration.TASK.id());
        about.put("tokenizer", tokenizer.kind());
        recipe.ifPresent(value -> about.set("recipe", JSON.valueToTree(value)));
        provenance.ifPresent(value -> about.set("provenance", JSON.valueToTree(value)));
        trained.ifPresent(value -> about.set("training", JSON.valueToTree(value)));
        writeJson(directory.resolve(STEELYARD_FILE), about);
    }

    private static void writeJson(Path file, Object content) throws IOException {
        Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
    }

    /**
     * Reads the four files.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or {@code
     *     INCOMPATIBLE_CHECKPOINT}
     */
    static ModelDescription read(Path directory, TaskContext context) {
        for (String name : List.of(CONFIG_FILE, Checkpoint.MODEL_FILE)) {
            if (!Files.isRegularFile(directory.resolve(name))) {
                throw RunDirectory.noModel(directory, name);
            }
        }
        JsonNode config = readJson(directory.resolve(CONFIG_FILE));
        Path generationFile = directory.resolve(GENERATION_FILE);
        JsonNode generation =
                Files.isRegularFile(generationFile) ? readJson(generationFile) : config;
        Path aboutFile = directory.resolve(STEELYARD_FILE);
        JsonNode about =
                Files.isRegularFile(aboutFile) ? readJson(aboutFile) : JSON.createObjectNode();
        String task = about.path("task").asText(TextGeneration.TASK.id());
        if (!task.equals(TextGeneration.TASK.id())) {
            throw new SteelyardException(
                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                    directory
                            + " holds a model of the task '"
                            + task
                            + "'; expected is one of '"
                            + TextGeneration.TASK.id()
                            + "'. Load it with the task that saved it.");
        }
        return new ModelDescription(
                JSON.convertValue(config, new TypeReference<LinkedHashMap<String, Object>>() {}),
                readTokenizer(directory, about.path("tokenizer").asText(""), context),
                endOfText(generation.has(END_OF_TEXT) ? generation : config),
                about.has("recipe")
                        ? Optional.of(
                                TextGenerationRecipe.charCpu()
                                        .withJson(
                                                about.get("recipe").toString(),
                                                aboutFile.toString()))
                        : Optional.empty(),
                part(about, "provenance", Provenance.class, aboutFile),
                part(about, "training", TrainingSummary.class, aboutFile));
    }

    private static OptionalInt endOfText(JsonNode holder) {
        JsonNode value = holder.path(END_OF_TEXT);
        // Some models name several tokens; the first one is the tokenizer's.
        JsonNode first = value.isArray() ? value.path(0) : value;
        return first.isInt() ? OptionalInt.of(first.intValue()) : OptionalInt.empty();
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

    private static Tokenizer readTokenizer(Path directory, String kind, TaskContext context) {
        try {
            if (!kind.isEmpty()) {
                return context.tokenizer(kind).load(directory);
            }
            for (String known : List.of("bpe", "char")) {
                TokenizerFactory factory = context.tokenizer(known);
                if (factory.reads(directory)) {
                    return factory.load(directory);
                }
            }
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    "The tokenizer in "
                            + directory
                            + " cannot be read: "
                            + unreadable.getMessage()
                            + ". Use another copy or an earlier checkpoint.",
                    unreadable);
        }
        throw new SteelyardException(
                ErrorCode.FILE_NOT_FOUND,
                directory
                        + " holds no tokenizer that is known here; expected is a tokenizer.json"
                        + " with a BPE or WordLevel model. Copy the one that the model was trained"
                        + " with there.");
    }

    private static JsonNode readJson(Path file) {
        try {
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            if (!node.isObject()) {
                throw new SteelyardException(
                        ErrorCode.INVALID_FILE,
                        file + " is no JSON object. Use another copy or an earlier checkpoint.");
            }
            return node;
        } catch (JsonProcessingException invalid) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file
                            + " is no JSON: "
                            + invalid.getOriginalMessage()
                            + " at line "
                            + invalid.getLocation().getLineNr()
                            + ". Use another copy or an earlier checkpoint.",
                    invalid);
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file + " cannot be read: " + unreadable.getMessage() + ".",
                    unreadable);
        }
    }
}
