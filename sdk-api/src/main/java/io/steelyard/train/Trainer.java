package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.nn.AdamW;
import io.steelyard.nn.Schedules;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Model;
import io.steelyard.spi.Optimizer;
import io.steelyard.spi.Schedule;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Trains a model: records forward pass, gradients and update as one function, has the backend
 * compile it for each shape of batch, and runs it over the data until a condition says to stop.
 *
 * <p>The methods that configure it change and return this object; {@link #fit} may be called again.
 * Not safe for use from several threads, but trainers are independent of each other.
 */
public final class Trainer {
    private final Backend backend;
    private final Model model;
    private Loss loss = new SoftmaxCrossEntropy();
    private Optimizer optimizer = new AdamW();
    private Schedule schedule = Schedules.constant(1e-3);
    private List<Metric> metrics = List.of();
    private Stop stop = Stop.afterEpochs(1);
    private OptionalDouble clipNorm = OptionalDouble.empty();
    private int batchesPerStep = 1;
    private long seed;
    private long validateEvery;
    private long inspectEvery;
    private long profileSteps;
    private Optional<BestModel.Choice> restoreBest = Optional.empty();
    private final List<Callback> callbacks = new ArrayList<>();
    private Optional<CheckpointPolicy> checkpoints = Optional.empty();
    private Optional<Path> resumeFrom = Optional.empty();

    /**
     * A trainer with a softmax cross-entropy loss, AdamW at a constant learning rate of 1e-3, and
     * one epoch.
     */
    public Trainer(Backend backend, Model model) {
        this.backend = backend;
        this.model = model;
    }

    /** What is made small. */
    public Trainer loss(Loss value) {
        loss = value;
        return this;
    }

    /** How gradients change parameters. */
    public Trainer optimizer(Optimizer value) {
        optimizer = value;
        return this;
    }

    /** The learning rate of each step. */
    public Trainer learningRate(Schedule value) {
        schedule = value;
        return this;
    }

    /** A learning rate that stays the same. */
    public Trainer learningRate(double value) {
        return learningRate(Schedules.constant(value));
    }

    /** What is measured at each validation besides the loss. */
    public Trainer metrics(Metric... values) {
        metrics = List.of(values);
        return this;
    }

    /** When the training ends. */
    public Trainer stopWhen(Stop value) {
        stop = value;
        return this;
    }

    /** Scales all gradients down when their global norm is above the limit. */
    public Trainer clipGradients(double limit) {
        if (!(limit > 0)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Gradients are to be clipped at a norm of "
                            + limit
                            + "; accepted are numbers above 0.");
        }
        clipNorm = OptionalDouble.of(limit);
        return this;
    }

    /**
     * Updates once for so many batches, with the mean of their gradients: a large batch in the
     * memory of a small one. Each batch counts with its weight, as in a validation, so that it is
     * the mean over all elements, also where batches are of several sizes or leave labels out. What
     * a layer computes from a whole batch, such as the statistics of a normalization, it computes
     * from each small one. Steps, and with them schedules, stop conditions, validations and
     * checkpoints, count updates. The last update of an epoch takes the batches that are left.
     * Throws {@code INVALID_ARGUMENT} for a count below 1.
     */
    public Trainer accumulateGradients(int batches) {
        if (batches < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Gradients are to be accumulated over "
                            + batches
                            + " batches; accepted are 1 or more.");
        }
        batchesPerStep = batches;
        return this;
    }

    /** The seed of initial values and of dropout; 0 unless set. */
    public Trainer seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Validates after every so many steps, and at the end; 0 validates after each epoch and at the
     * end.
     */
    public Trainer validateEvery(long steps) {
        if (steps < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A validation after every "
                            + steps
                            + " steps was asked for; accepted are 0 or more.");
        }
        validateEvery = steps;
        return this;
    }

    /**
     * Looks into every so many steps, and into none at 0, as unless set: before the update, a
     * function of its own computes the gradients once more, and callbacks are {@link
     * Callback#inspected told} of them and of the weights. That changes no number of the training;
     * it takes the time of a forward and a backward pass, and memory for a copy of the parameters
     * and one of their gradients.
     */
    public Trainer inspectEvery(long steps) {
        if (steps < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "An inspection of every "
                            + steps
                            + " steps was asked for; accepted are 0 or more.");
        }
        inspectEvery = steps;
        return this;
    }

    /**
     * Times the first steps kernel by kernel: so many to warm up, in which the JVM compiles the
     * kernels, and then as many that count in {@link TrainingReport#profile}. None at 0, as unless
     * set. That changes no number of the training, and takes two looks at the clock for each kernel
     * call; the functions of later steps are compiled anew, and not timed. {@link #fit} throws
     * {@code BACKEND_UNSUPPORTED} when the backend does not time what it runs.
     */
    public Trainer profileSteps(long steps) {
        if (steps < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A profile of " + steps + " steps was asked for; accepted are 0 or more.");
        }
        profileSteps = steps;
        return this;
    }

    /**
     * Ends with the parameters and buffers of the best validation instead of those of the last
     * step. Until then they are kept beside the checkpoints ({@code best-step-00000500}, which
     * holds the model alone), or in memory where there are none. Checkpoints stay as they are: a
     * training that is resumed goes on from its last step, and still knows its best.
     *
     * @param metric for instance {@code validation/loss}
     * @param goal whether smaller values are the better ones or larger
     */
    public Trainer restoreBest(String metric, Goal goal) {
        restoreBest = Optional.of(new BestModel.Choice(metric, goal));
        return this;
    }

    /** Adds someone who is told what happens. */
    public Trainer callback(Callback value) {
        callbacks.add(value);
        return this;
    }

    /** Writes checkpoints. */
    public Trainer checkpoints(CheckpointPolicy value) {
        checkpoints = Optional.of(value);
        return this;
    }

    /**
     * Goes on from a checkpoint instead of from fresh parameters, with the same numbers as if never
     * stopped.
     */
    public Trainer resumeFrom(Path checkpoint) {
        resumeFrom = Optional.of(checkpoint);
        return this;
    }

    /** Trains without validation. */
    public TrainingReport fit(Dataset<Batch> train) {
        return fit(train, null);
    }

    /**
     * Trains.
     *
     * @param train batches; passed over again and again until the stop condition holds
     * @param validation batches to validate on, or null for none
     * @return the report, which owns the trained state
     * @throws SteelyardException {@code TRAINING_DIVERGED} when the loss or a gradient is not
     *     finite, {@code INVALID_DATA} when there is no batch or a label is no class, {@code
     *     INCOMPATIBLE_CHECKPOINT} or {@code INVALID_FILE} when resuming fails, {@code
     *     WRITE_FAILED} when a checkpoint cannot be written, {@code INVALID_PROGRAM} when the model
     *     has no parameter or a shape does not fit, {@code INVALID_ARGUMENT} when the directory of
     *     checkpoints holds one that is ahead of the first step, two metrics have one name, or the
     *     best model is to be restored without validation data or by a metric that it does not
     *     give; {@code FILE_NOT_FOUND} when a training is resumed whose best model was not kept
     */
    public TrainingReport fit(Dataset<Batch> train, @Nullable Dataset<Batch> validation) {
        if (validation == null && restoreBest.isPresent()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The model of the best "
                            + restoreBest.get().metric()
                            + " is to be restored, and there is nothing to validate on; give fit"
                            + " validation data, or do not ask for the best model.");
        }
        try (TrainingLoop loop =
                new TrainingLoop(
                        backend,
                        new TrainStepFunction(
                                model, loss, optimizer, clipNorm, batchesPerStep > 1, seed),
                        new EvaluationFunction(model, loss, metrics, seed),
                        new TrainingPlan(
                                schedule,
                                batchesPerStep,
                                stop,
                                validateEvery,
                                inspectEvery,
                                profileSteps,
                                callbacks,
                                checkpoints,
                                restoreBest))) {
            return loop.run(train, Optional.ofNullable(validation), resumeFrom);
        }
    }
}
