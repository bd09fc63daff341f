package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.run.RunDirectory;
import io.steelyard.run.TrainingOptions;
import io.steelyard.spi.Task;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TaskName;
import io.steelyard.tensor.DType;
import io.steelyard.train.Checkpoint;
import io.steelyard.train.ModelState;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Trains language models and completes texts with them. Safe for use from many threads; trainings
 * on several threads are independent of each other.
 *
 * <pre>{@code
 * var model = task.train(TextCorpus.of(Path.of("input.txt")), TextGenerationRecipe.charCpu());
 * model.save(Path.of("shakespeare"));
 * model.predictor().stream(Prompt.of("ROMEO:"), System.out::print);
 * }</pre>
 */
public final class TextGeneration implements Task {
    /** The name of the task. */
    public static final TaskName<TextGeneration> TASK =
            new TaskName<>("text-generation", TextGeneration.class);

    private final TaskContext context;

    public TextGeneration(TaskContext context) {
        this.context = context;
    }

    @Override
    public String id() {
        return TASK.id();
    }

    /** Trains a GPT-2 and writes nothing. Throws as the form with options does. */
    public TextGenerationModel train(TextCorpus corpus, TextGenerationRecipe recipe) {
        return train(corpus, recipe, TrainingOptions.none());
    }

    /**
     * Trains a GPT-2. The same recipe, corpus and backend give the same parameters, however often
     * the training was stopped and resumed on the way.
     *
     * @return the trained model; with a directory in the options it is saved there already
     * @throws SteelyardException {@code INVALID_DATA} for a text that is too short; {@code
     *     INVALID_ARGUMENT} for a directory that holds a training already; {@code FILE_NOT_FOUND},
     *     {@code INVALID_FILE} or {@code INCOMPATIBLE_CHECKPOINT} when resuming fails; {@code
     *     TRAINING_DIVERGED}; {@code WRITE_FAILED}
     */
    public TextGenerationModel train(
            TextCorpus corpus, TextGenerationRecipe recipe, TrainingOptions options) {
        return new TextTraining(context, corpus, recipe, options).run();
    }

    /**
     * The model that a training with this recipe starts from. Learns the tokenizer, and initializes
     * the parameters from the recipe's seed.
     */
    public TextGenerationModel untrained(TextCorpus corpus, TextGenerationRecipe recipe) {
        return new TextTraining(context, corpus, recipe, TrainingOptions.none()).untrained();
    }

    /**
     * Loads a saved model, a checkpoint of a training, or a GPT-2 that Hugging Face's transformers
     * saved.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or {@code
     *     INCOMPATIBLE_CHECKPOINT}, naming the file and what is wrong with it
     */
    @Override
    public TextGenerationModel load(Path directory) {
        return load(directory, DType.F32);
    }

    /**
     * As the form without a dtype does, with weights of two and more axes in memory as this one.
     * BF16 halves the memory and, where reading weights is what a token waits for, nearly the time;
     * what it computes is rounded in the third digit. The reference backend reads BF16 where it
     * lies; F16 it converts at each use, which saves memory alone.
     *
     * @param weights F32, BF16, F16 or F64; those of the file are rounded to it
     * @throws SteelyardException as the other form, {@code INVALID_ARGUMENT} for another dtype, and
     *     {@code BACKEND_UNSUPPORTED} for one that the backend does not have
     */
    public TextGenerationModel load(Path directory, DType weights) {
        ModelDescription description = ModelDescription.read(directory, context);
        CausalLanguageModel configured =
                TextTraining.model(context, description.config(), directory);
        CausalLanguageModel model =
                weights == DType.F32 ? configured : new StoredWeights(configured, weights);
        if (description.tokenizer().vocabularySize() > model.vocabularySize()) {
            throw new SteelyardException(
                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                    "The tokenizer in "
                            + directory
                            + " has "
                            + description.tokenizer().vocabularySize()
                            + " tokens and the model "
                            + model.vocabularySize()
                            + "; they do not belong together. Use the tokenizer that the model was"
                            + " trained with.");
        }
        ModelState state =
                ModelState.allocate(context.backend(), DecodeFunctions.parameters(model));
        try {
            PretrainedWeights.load(state, directory);
        } catch (RuntimeException failure) {
            state.close();
            throw failure;
        }
        return new TextGenerationModel(context.backend(), model, description, state);
    }

    /**
     * The recipe of the training whose newest checkpoint stands in a directory, so that it can be
     * resumed without repeating it; empty when there is no checkpoint.
     */
    public Optional<TextGenerationRecipe> recipeOf(Path directory) {
        return Checkpoint.latest(directory.resolve(RunDirectory.CHECKPOINTS))
                .filter(path -> Files.isDirectory(path))
                .flatMap(path -> ModelDescription.read(path, context).recipe());
    }
}
