package io.steelyard.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.text.TextGenerationRecipe;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Options that decide what a training of text computes: a preset, a recipe file over it, values
 * over both.
 */
final class RecipeOptions {
    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "char-cpu (the default), char or gpt2-small: where the values start from.")
    private @Nullable String preset;

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description =
                    "A JSON file with values over those of the preset, such as {\"steps\": 500}.")
    private @Nullable Path recipeFile;

    @Option(
            names = "--tokenizer",
            paramLabel = "KIND",
            description =
                    "char, or bpe:N for a byte-level BPE of N tokens that is learned from the"
                            + " text.")
    private @Nullable String tokenizer;

    @Option(names = "--steps", paramLabel = "N", description = "Updates of the parameters.")
    private @Nullable Long steps;

    @Option(names = "--batch-size", paramLabel = "N", description = "Pieces of text in a step.")
    private @Nullable Integer batchSize;

    @Option(
            names = "--context",
            paramLabel = "N",
            description = "Tokens that the model sees at once.")
    private @Nullable Integer context;

    @Option(names = "--layers", paramLabel = "N", description = "Blocks of the model.")
    private @Nullable Integer layers;

    @Option(
            names = "--heads",
            paramLabel = "N",
            description = "Attention heads of a block; a divisor of the channels.")
    private @Nullable Integer heads;

    @Option(names = "--channels", paramLabel = "N", description = "Width of the model.")
    private @Nullable Integer channels;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "The largest learning rate; it falls along a cosine.")
    private @Nullable Double learningRate;

    @Option(names = "--dropout", paramLabel = "P", description = "Rate of every dropout.")
    private @Nullable Double dropout;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What initial weights, batches and dropout follow from.")
    private @Nullable Long seed;

    @Option(
            names = "--validate-every",
            paramLabel = "N",
            description = "Steps between two validations; 0 for one at the end.")
    private @Nullable Long validateEvery;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description = "Steps between two checkpoints; 0 for one at the end.")
    private @Nullable Long checkpointEvery;

    /**
     * The recipe that the options describe.
     *
     * @param before of the training that is resumed: what the options start from when they name no
     *     preset
     */
    TextGenerationRecipe recipe(Optional<TextGenerationRecipe> before) {
        TextGenerationRecipe recipe =
                preset != null
                        ? TextGenerationRecipe.preset(preset)
                        : before.orElseGet(TextGenerationRecipe::charCpu);
        if (recipeFile != null) {
            recipe = recipe.withJson(read(recipeFile), "The recipe " + recipeFile);
        }
        return recipe.withJson(overrides(recipe).toString(), "The command line");
    }

    private ObjectNode overrides(TextGenerationRecipe recipe) {
        ObjectNode values = new ObjectMapper().createObjectNode();
        put(values, "tokenizer", tokenizer);
        put(values, "steps", steps);
        put(values, "batch_size", batchSize);
        put(values, "context", context);
        put(values, "layers", layers);
        put(values, "heads", heads);
        put(values, "channels", channels);
        put(values, "learning_rate", learningRate);
        if (learningRate != null && learningRate < recipe.minimumLearningRate()) {
            put(values, "minimum_learning_rate", learningRate);
        }
        put(values, "dropout", dropout);
        put(values, "seed", seed);
        put(values, "validate_every", validateEvery);
        put(values, "checkpoint_every", checkpointEvery);
        return values;
    }

    private static void put(ObjectNode values, String name, @Nullable Object value) {
        if (value != null) {
            values.putPOJO(name, value);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    "The recipe file "
                            + file
                            + " cannot be read; name a JSON file that exists and is UTF-8.",
                    unreadable);
        }
    }
}
