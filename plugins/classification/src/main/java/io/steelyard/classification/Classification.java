package io.steelyard.classification;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.run.RunDirectory;
import io.steelyard.run.TrainingOptions;
import io.steelyard.spi.Model;
import io.steelyard.spi.Task;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TaskName;
import io.steelyard.train.Checkpoint;
import io.steelyard.train.ModelState;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Trains classifiers of images, texts and rows of tables, and regressions, and predicts with them.
 * Safe for use from many threads; trainings on several threads are independent of each other.
 *
 * <pre>{@code
 * var data = ClassificationData.images(Path.of("fashion-mnist"));
 * var model = task.train(data, data.recipe());
 * System.out.println(model.evaluate(data));
 * }</pre>
 */
public final class Classification implements Task {
    /** The name of the task. */
    public static final TaskName<Classification> TASK =
            new TaskName<>("classification", Classification.class);

    private final TaskContext context;

    public Classification(TaskContext context) {
        this.context = context;
    }

    @Override
    public String id() {
        return TASK.id();
    }

    /** Trains and writes nothing. Throws as the form with options does. */
    public ClassificationModel train(ClassificationData data, ClassificationRecipe recipe) {
        return train(data, recipe, TrainingOptions.none());
    }

    /**
     * Trains. The same recipe, data and backend give the same parameters, however often the
     * training was stopped and resumed on the way.
     *
     * @return the trained model; with a directory in the options it is saved there already
     * @throws SteelyardException {@code INVALID_DATA} naming file and line of what cannot be used;
     *     {@code NOT_REGISTERED} for a name in the recipe that no plugin brings; {@code
     *     INVALID_ARGUMENT} for a directory that holds a training already; {@code FILE_NOT_FOUND},
     *     {@code INVALID_FILE} or {@code INCOMPATIBLE_CHECKPOINT} when resuming fails; {@code
     *     TRAINING_DIVERGED}; {@code WRITE_FAILED}
     */
    public ClassificationModel train(
            ClassificationData data, ClassificationRecipe recipe, TrainingOptions options) {
        return new ClassificationTraining(context, data, recipe, options).run();
    }

    /**
     * Loads a saved model, or a checkpoint of a training.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or {@code
     *     INCOMPATIBLE_CHECKPOINT}, naming the file and what is wrong with it
     */
    @Override
    public ClassificationModel load(Path directory) {
        ModelDescription description = ModelDescription.read(directory, context);
        Model model = model(description, directory);
        ModelState state =
                ModelState.allocate(
                        context.backend(), ClassificationModel.variables(description, model));
        try {
            Checkpoint.readModel(state, directory);
        } catch (RuntimeException failure) {
            state.close();
            throw failure;
        }
        return new ClassificationModel(context.backend(), model, description, state);
    }

    private Model model(ModelDescription description, Path directory) {
        try {
            return Configuration.model(context, description.config());
        } catch (SteelyardException refused) {
            throw new SteelyardException(
                    refused.code() == ErrorCode.INVALID_ARGUMENT
                            ? ErrorCode.INCOMPATIBLE_CHECKPOINT
                            : refused.code(),
                    directory.resolve(ModelDescription.CONFIG_FILE)
                            + " gives no model: "
                            + refused.getMessage(),
                    refused);
        }
    }

    /**
     * The recipe of the training whose newest checkpoint stands in a directory, so that it can be
     * resumed without repeating it; empty when there is no checkpoint.
     */
    public Optional<ClassificationRecipe> recipeOf(Path directory) {
        return Checkpoint.latest(new RunDirectory(directory).checkpoints())
                .filter(path -> Files.isDirectory(path))
                .map(path -> ModelDescription.read(path, context).recipe());
    }
}
