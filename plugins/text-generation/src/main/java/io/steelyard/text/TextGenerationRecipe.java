package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.run.RecipeJson;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that decides what a training of a text model computes, the data aside: with the same
 * recipe, data and backend, a training gives the same numbers. As JSON its components have snake
 * case names ({@code learning_rate}).
 *
 * @param tokenizer {@code char}, or {@code bpe:N} with a vocabulary of N
 * @param layers blocks of the model
 * @param heads attention heads; divides the channels
 * @param channels width of the residual stream
 * @param context tokens that the model sees at once
 * @param batchSize texts of a step
 * @param dropout rate of every dropout, in [0, 1)
 * @param learningRate the largest learning rate
 * @param minimumLearningRate the learning rate at the end
 * @param warmupSteps steps until the largest learning rate
 * @param steps updates
 * @param beta1 decay of AdamW's first moment
 * @param beta2 decay of AdamW's second moment
 * @param weightDecay of matrices and embeddings
 * @param clipNorm limit of the global gradient norm
 * @param seed of initial weights, dropout and batches
 * @param validationFraction the last part of the text, which is validated on
 * @param validateEvery updates between two validations; 0 validates at the end only
 * @param checkpointEvery updates between two checkpoints; 0 writes one at the end only
 */
public record TextGenerationRecipe(
        String tokenizer,
        int layers,
        int heads,
        int channels,
        int context,
        int batchSize,
        float dropout,
        double learningRate,
        double minimumLearningRate,
        long warmupSteps,
        long steps,
        float beta1,
        float beta2,
        float weightDecay,
        double clipNorm,
        long seed,
        double validationFraction,
        long validateEvery,
        long checkpointEvery) {
    private static final RecipeJson<TextGenerationRecipe> JSON =
            new RecipeJson<>(TextGenerationRecipe.class, Set.of());

    private static final TextGenerationRecipe CHAR_CPU =
            new TextGenerationRecipe(
                    "char", 4, 4, 128, 64, 12, 0, 1e-3, 1e-4, 100, 2_000, 0.9f, 0.99f, 0.1f, 1.0,
                    1337, 0.1, 250, 500);

    private static final TextGenerationRecipe CHAR =
            new TextGenerationRecipe(
                    "char", 6, 6, 384, 256, 64, 0.2f, 1e-3, 1e-4, 100, 5_000, 0.9f, 0.99f, 0.1f,
                    1.0, 1337, 0.1, 250, 500);

    private static final TextGenerationRecipe GPT2_SMALL =
            new TextGenerationRecipe(
                    "bpe:50257",
                    12,
                    12,
                    768,
                    1024,
                    12,
                    0,
                    6e-4,
                    6e-5,
                    2_000,
                    600_000,
                    0.9f,
                    0.95f,
                    0.1f,
                    1.0,
                    1337,
                    0.1,
                    1_000,
                    1_000);

    /** Throws {@code INVALID_ARGUMENT} naming the first component that is out of range. */
    public TextGenerationRecipe {
        TokenizerSpec.parse(tokenizer);
        require("layers", layers, layers >= 1, "1 or more");
        require("heads", heads, heads >= 1, "1 or more");
        require("channels", channels, channels >= 1, "1 or more");
        require("heads", heads, channels % heads == 0, "a divisor of the channels, " + channels);
        require("context", context, context >= 1, "1 or more");
        require("batch_size", batchSize, batchSize >= 1, "1 or more");
        require("dropout", dropout, dropout >= 0 && dropout < 1, "0 up to, but not including, 1");
        require(
                "learning_rate",
                learningRate,
                learningRate > 0 && Double.isFinite(learningRate),
                "a number above 0");
        require(
                "minimum_learning_rate",
                minimumLearningRate,
                minimumLearningRate >= 0 && minimumLearningRate <= learningRate,
                "0 to the learning rate, " + learningRate);
        require("warmup_steps", warmupSteps, warmupSteps >= 0, "0 or more");
        require("steps", steps, steps >= 1, "1 or more");
        require("beta1", beta1, beta1 >= 0 && beta1 < 1, "0 up to, but not including, 1");
        require("beta2", beta2, beta2 >= 0 && beta2 < 1, "0 up to, but not including, 1");
        require("weight_decay", weightDecay, weightDecay >= 0, "0 or more");
        require("clip_norm", clipNorm, clipNorm > 0, "a number above 0");
        require(
                "validation_fraction",
                validationFraction,
                validationFraction > 0 && validationFraction < 1,
                "a number between 0 and 1");
        require("validate_every", validateEvery, validateEvery >= 0, "0 or more");
        require("checkpoint_every", checkpointEvery, checkpointEvery >= 0, "0 or more");
    }

    /** A GPT that learns on a CPU in minutes: nanoGPT's settings for a laptop. */
    public static TextGenerationRecipe charCpu() {
        return CHAR_CPU;
    }

    /** nanoGPT's character model, 10.7 million parameters. */
    public static TextGenerationRecipe character() {
        return CHAR;
    }

    /** GPT-2 small, 124 million parameters, with nanoGPT's training settings. */
    public static TextGenerationRecipe gpt2Small() {
        return GPT2_SMALL;
    }

    /** The recipes that have a name. */
    public static Map<String, TextGenerationRecipe> presets() {
        Map<String, TextGenerationRecipe> presets = new LinkedHashMap<>();
        presets.put("char-cpu", CHAR_CPU);
        presets.put("char", CHAR);
        presets.put("gpt2-small", GPT2_SMALL);
        return Collections.unmodifiableMap(presets);
    }

    /** The recipe of a name. Throws {@code INVALID_ARGUMENT} naming those there are. */
    public static TextGenerationRecipe preset(String name) {
        return Optional.ofNullable(presets().get(name))
                .orElseThrow(
                        () ->
                                new SteelyardException(
                                        ErrorCode.INVALID_ARGUMENT,
                                        "There is no preset named '"
                                                + name
                                                + "'. "
                                                + Suggestions.among(name, presets().keySet())));
    }

    /** This recipe with other values for some components, by their JSON names. */
    public TextGenerationRecipe with(Map<String, ?> overrides) {
        return JSON.merge(this, overrides, "The recipe");
    }

    /** This recipe with another number of steps. */
    public TextGenerationRecipe withSteps(long value) {
        return with(Map.of("steps", value));
    }

    /** This recipe with another seed. */
    public TextGenerationRecipe withSeed(long value) {
        return with(Map.of("seed", value));
    }

    /** This recipe with another tokenizer: {@code char} or {@code bpe:N}. */
    public TextGenerationRecipe withTokenizer(String value) {
        return with(Map.of("tokenizer", value));
    }

    /** This recipe with another number of blocks. */
    public TextGenerationRecipe withLayers(int value) {
        return with(Map.of("layers", value));
    }

    /**
     * This recipe with another number of attention heads; to change the width too, use {@link
     * #with}.
     */
    public TextGenerationRecipe withHeads(int value) {
        return with(Map.of("heads", value));
    }

    /** This recipe with another width; to change the heads too, use {@link #with}. */
    public TextGenerationRecipe withChannels(int value) {
        return with(Map.of("channels", value));
    }

    /** This recipe with another number of tokens that the model sees at once. */
    public TextGenerationRecipe withContext(int value) {
        return with(Map.of("context", value));
    }

    /** This recipe with another number of texts in a step. */
    public TextGenerationRecipe withBatchSize(int value) {
        return with(Map.of("batch_size", value));
    }

    /** This recipe with another dropout rate. */
    public TextGenerationRecipe withDropout(float value) {
        return with(Map.of("dropout", value));
    }

    /**
     * This recipe with another largest learning rate; the smallest one is lowered to it if need be.
     */
    public TextGenerationRecipe withLearningRate(double value) {
        return with(
                Map.of(
                        "learning_rate",
                        value,
                        "minimum_learning_rate",
                        Math.min(value, minimumLearningRate)));
    }

    /** This recipe with other updates between two validations; 0 validates at the end only. */
    public TextGenerationRecipe withValidateEvery(long value) {
        return with(Map.of("validate_every", value));
    }

    /** This recipe with other updates between two checkpoints; 0 writes one at the end only. */
    public TextGenerationRecipe withCheckpointEvery(long value) {
        return with(Map.of("checkpoint_every", value));
    }

    /**
     * Throws {@code INCOMPATIBLE_CHECKPOINT} when a training that was started with another recipe
     * would not have computed the same until now with this one.
     *
     * @param source where the training stands, for messages
     */
    void requireContinues(TextGenerationRecipe before, String source) {
        // With a constant learning rate, the number of steps changes nothing before the end.
        Set<String> free =
                learningRate == minimumLearningRate
                        ? Set.of("validate_every", "checkpoint_every", "steps")
                        : Set.of("validate_every", "checkpoint_every");
        JSON.difference(before, this, name -> !free.contains(name))
                .ifPresent(
                        changed -> {
                            throw new SteelyardException(
                                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                                    "The training in "
                                            + source
                                            + " was started with "
                                            + changed.path()
                                            + " "
                                            + changed.before()
                                            + " and is to go on with "
                                            + changed.after()
                                            + (changed.path().equals("steps")
                                                    ? ", by which learning rates of steps that are"
                                                            + " done would differ"
                                                    : "")
                                            + ". Give the same recipe, or train in another"
                                            + " directory.");
                        });
    }

    /** Every component, as a JSON object. */
    public String toJson() {
        return JSON.write(this);
    }

    /**
     * This recipe with the values that stand in a JSON object; the others stay.
     *
     * @param source where the text comes from, for messages
     * @throws SteelyardException {@code INVALID_ARGUMENT} for an unknown name, a value of the wrong
     *     kind or out of range, {@code INVALID_FILE} when the text is no JSON object
     */
    public TextGenerationRecipe withJson(String json, String source) {
        return JSON.merge(this, json, source);
    }

    private static void require(String name, Number given, boolean holds, String accepted) {
        if (!holds) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The recipe has \""
                            + name
                            + "\": "
                            + given
                            + "; accepted is "
                            + accepted
                            + ".");
        }
    }
}
