package io.steelyard.classification;

import static io.steelyard.classification.RecipeChecks.require;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.run.RecipeJson;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that decides what a training of a classifier computes, the data aside: with the same
 * recipe, data and backend, a training gives the same numbers. As JSON its components have snake
 * case names ({@code learning_rate}).
 *
 * @param model the {@code model_type} of an architecture and those of its entries that differ from
 *     its defaults: {@code {"model_type": "mlp", "hidden_sizes": [64, 64]}}; sizes that follow from
 *     the data are added
 * @param images how images are prepared, where the data has images
 * @param texts how texts are prepared, where it has texts
 * @param tables how rows are prepared, where it has tables
 * @param optimization how the parameters are found
 * @param ending when the training ends
 * @param calibrate whether the temperature of the probabilities is fitted to the validation part
 *     after the training (Guo et al. 2017, "On calibration of modern neural networks")
 * @param seed of initial weights, dropout, split, order and augmentation
 * @param validationFraction the part of the training data that is validated on, drawn with the same
 *     share of each class
 * @param validateEvery updates between two validations; 0 validates after each epoch
 * @param checkpointEvery updates between two checkpoints; 0 writes one at the end only
 */
public record ClassificationRecipe(
        Map<String, Object> model,
        ImagePreparation images,
        TextPreparation texts,
        TablePreparation tables,
        Optimization optimization,
        Ending ending,
        boolean calibrate,
        long seed,
        double validationFraction,
        long validateEvery,
        long checkpointEvery) {
    /** Entries of config.json that name the architecture. */
    static final String MODEL_TYPE = "model_type";

    private static final RecipeJson<ClassificationRecipe> JSON =
            new RecipeJson<>(
                    ClassificationRecipe.class,
                    Set.of("model", "optimization.loss", "optimization.optimizer"));

    private static final ClassificationRecipe IMAGES =
            new ClassificationRecipe(
                    Map.of(MODEL_TYPE, "cnn"),
                    new ImagePreparation("standard", List.of()),
                    new TextPreparation("word", 20_000, 128, 0, true),
                    new TablePreparation("standard", "impute", "keep", "keep", List.of()),
                    new Optimization(
                            Map.of(),
                            optimizer("adamw", 0.01),
                            1e-3,
                            1e-5,
                            100,
                            128,
                            1.0,
                            0,
                            "none"),
                    new Ending(10, 0, "", 0, null, true),
                    true,
                    1337,
                    0.1,
                    0,
                    500);

    /** Throws {@code INVALID_ARGUMENT} naming the first component that is out of range. */
    public ClassificationRecipe {
        model = Collections.unmodifiableMap(new LinkedHashMap<>(model));
        require(
                model.get(MODEL_TYPE) instanceof String,
                "model",
                model,
                "an object with the name of an architecture, {\"model_type\": \"cnn\"}");
        require(
                validationFraction > 0 && validationFraction < 1,
                "validation_fraction",
                validationFraction,
                "a number between 0 and 1");
        require(validateEvery >= 0, "validate_every", validateEvery, "0 or more");
        require(checkpointEvery >= 0, "checkpoint_every", checkpointEvery, "0 or more");
    }

    private static Map<String, Object> optimizer(String name, double weightDecay) {
        Map<String, Object> optimizer = new LinkedHashMap<>();
        optimizer.put("name", name);
        optimizer.put("weight_decay", weightDecay);
        return optimizer;
    }

    /** A small convolutional network, ten epochs. */
    public static ClassificationRecipe forImages() {
        return IMAGES;
    }

    /** Convolutions over the embeddings of the ten thousand commonest words, fifteen epochs. */
    public static ClassificationRecipe forTexts() {
        return IMAGES.withModel(Map.of(MODEL_TYPE, "text-cnn"))
                .with(Map.of("texts", Map.of("vocabulary_size", 10_000)))
                .with(Map.of("optimization", Map.of("batch_size", 32)))
                .withEpochs(15);
    }

    /** A multilayer perceptron, sixty epochs. */
    public static ClassificationRecipe forTables() {
        return IMAGES.withModel(Map.of(MODEL_TYPE, "mlp"))
                .with(
                        Map.of(
                                "optimization",
                                Map.of("batch_size", 64, "optimizer", optimizer("adamw", 0.1))))
                .withEpochs(60);
    }

    /** This recipe with other values for some components, by their JSON names. */
    public ClassificationRecipe with(Map<String, ?> overrides) {
        return JSON.merge(this, overrides, "The recipe");
    }

    /** This recipe with another model; see {@link #model}. */
    public ClassificationRecipe withModel(Map<String, ?> value) {
        return with(Map.of("model", value));
    }

    /** This recipe with another number of passes over the data. */
    public ClassificationRecipe withEpochs(long value) {
        return with(Map.of("ending", Map.of("epochs", value)));
    }

    /** This recipe with another seed. */
    public ClassificationRecipe withSeed(long value) {
        return with(Map.of("seed", value));
    }

    /** This recipe with another number of examples in a step. */
    public ClassificationRecipe withBatchSize(int value) {
        return with(Map.of("optimization", Map.of("batch_size", value)));
    }

    /** This recipe with another largest learning rate; the smallest one is lowered with it. */
    public ClassificationRecipe withLearningRate(double value) {
        return with(
                Map.of(
                        "optimization",
                        Map.of(
                                "learning_rate",
                                value,
                                "minimum_learning_rate",
                                Math.min(value, optimization.minimumLearningRate()))));
    }

    /** This recipe with other augmentations of images; see {@link ImagePreparation#augment}. */
    public ClassificationRecipe withAugmentation(String... changes) {
        return with(Map.of("images", Map.of("augment", List.of(changes))));
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
    public ClassificationRecipe withJson(String json, String source) {
        return JSON.merge(this, json, source);
    }

    /**
     * Throws {@code INCOMPATIBLE_CHECKPOINT} when a training that was started with another recipe
     * would not have computed the same until now with this one.
     *
     * @param source where the training stands, for messages
     */
    void requireContinues(ClassificationRecipe before, String source) {
        JSON.difference(before, this, this::changesWhatWasComputed)
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
                                            + ". Give the same recipe, or train in another"
                                            + " directory.");
                        });
    }

    private boolean changesWhatWasComputed(String path) {
        boolean constant = optimization.learningRate() == optimization.minimumLearningRate();
        return switch (path) {
            case "ending.epochs" -> !constant; // the learning rate falls until their end
            case "ending.minutes", "ending.patience", "ending.reaching", "checkpoint_every" ->
                    false;
            default -> true;
        };
    }
}
