package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.spi.Executable;
import io.steelyard.spi.Schedule;
import io.steelyard.tensor.NdArray;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a {@link Trainer}. */
final class TrainingLoop implements AutoCloseable {
    private final Backend backend;
    private final TrainStepFunction function;
    private final Schedule schedule;
    private final int batchesPerStep;
    private final Stop stop;
    private final long validateEvery;
    private final List<Callback> callbacks;
    private final Optional<CheckpointPolicy> checkpoints;
    private final Evaluator evaluator;
    private final Map<BatchSignature, CompiledFunction> compiled = new HashMap<>();
    private final Map<BatchSignature, CompiledFunction> accumulating = new HashMap<>();
    private final List<Evaluation> evaluations = new ArrayList<>();
    // A checkpoint leaves out the extra one at the end: a training that never stopped would not
    // have it.
    private final List<Evaluation> scheduledEvaluations = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private @Nullable ModelState state;
    private long step;
    private long savedAt = -1;

    TrainingLoop(
            Backend backend,
            TrainStepFunction function,
            EvaluationFunction evaluation,
            Schedule schedule,
            int batchesPerStep,
            Stop stop,
            long validateEvery,
            List<Callback> callbacks,
            Optional<CheckpointPolicy> checkpoints) {
        this.backend = backend;
        this.function = function;
        this.schedule = schedule;
        this.batchesPerStep = batchesPerStep;
        this.stop = stop;
        this.validateEvery = validateEvery;
        this.callbacks = callbacks;
        this.checkpoints = checkpoints;
        this.evaluator = new Evaluator(backend, evaluation);
    }

    TrainingReport run(
            Dataset<Batch> train, Optional<Dataset<Batch>> validation, Optional<Path> resumeFrom) {
        Optional<Checkpoint> resumed = resumeFrom.map(Checkpoint::open);
        checkpoints.ifPresent(
                policy ->
                        Checkpoint.requireNoneAhead(
                                policy.directory(),
                                resumed.map(checkpoint -> checkpoint.progress().step())
                                        .orElse(0L)));
        Cursor cursor =
                resumed.map(checkpoint -> checkpoint.progress().cursor()).orElse(Cursor.START);
        DatasetIterator<Batch> batches = nonEmpty(train, cursor);
        try {
            Batch batch = batches.next();
            Executable executable = prepare(batch, resumed);
            callbacks.forEach(
                    callback ->
                            callback.started(
                                    new Callback.TrainingStart(
                                            state().parameterCount(), step, executable.report())));
            if (validation.isPresent() && isDue(cursor) && !isValidated()) {
                // The process ended between this checkpoint and the end of its validation.
                validate(validation.get(), true, () -> {});
            }
            Optional<String> reason = stop.reason(status(cursor.epoch()));
            double lastLoss = Double.NaN;
            while (reason.isEmpty()) {
                long epoch = batches.cursor().epoch();
                lastLoss = step(batch, batches, epoch);
                boolean epochEnds = !batches.hasNext();
                Cursor next = epochEnds ? batches.cursor().nextEpoch() : batches.cursor();
                reason = stop.reason(status(next.epoch()));
                if (reason.isPresent()) {
                    // Before a validation, which may take long and be cut off.
                    saveIfDue(next, true);
                }
                if (validation.isPresent() && isDue(next)) {
                    validate(validation.get(), true, () -> saveIfStopping(next));
                    reason = reason.or(() -> stop.reason(status(next.epoch())));
                }
                saveIfDue(next, reason.isPresent());
                if (reason.isEmpty()) {
                    if (epochEnds) {
                        batches.close();
                        batches = nonEmpty(train, next);
                    }
                    batch = batches.next();
                }
            }
            if (validation.isPresent() && step > 0 && !isValidated()) {
                validate(validation.get(), false, () -> {});
            }
            return finish(reason.get(), lastLoss, executable);
        } finally {
            batches.close();
        }
    }

    /** The batches from a cursor on; at the very end of a pass, those of the next one. */
    private static DatasetIterator<Batch> nonEmpty(Dataset<Batch> train, Cursor cursor) {
        for (Cursor from : List.of(cursor, cursor.nextEpoch())) {
            DatasetIterator<Batch> batches = train.iterator(from);
            boolean found = false;
            try {
                found = batches.hasNext();
            } finally {
                if (!found) {
                    batches.close();
                }
            }
            if (found) {
                return batches;
            }
        }
        throw new SteelyardException(
                ErrorCode.INVALID_DATA,
                "The data set to train on has no elements; give it at least one batch.");
    }

    private Executable prepare(Batch batch, Optional<Checkpoint> resumed) {
        BatchSignature signature = BatchSignature.of(batch);
        TrainStepFunction.Recorded recorded = function.record(signature);
        CompiledFunction first = compile(recorded);
        compiled.put(signature, first);
        if (resumed.isPresent()) {
            state = ModelState.allocate(backend, recorded.variables());
            resumed.get().restore(state, function.seed());
            step = resumed.get().progress().step();
            evaluations.addAll(resumed.get().progress().evaluations());
            scheduledEvaluations.addAll(evaluations);
            savedAt = step;
        } else {
            state = ModelState.initialize(backend, recorded.variables(), function.seed());
        }
        return first.executable();
    }

    private CompiledFunction compile(TrainStepFunction.Recorded recorded) {
        return new CompiledFunction(
                backend.compile(recorded.function(), CompileOptions.defaults()),
                recorded.classTargets());
    }

    /**
     * One update from so many batches, or from those that are left of the epoch.
     *
     * @param first of them
     * @param rest where the others are taken from
     * @return the mean of their losses, weighted as the gradients are
     */
    private double step(Batch first, DatasetIterator<Batch> rest, long epoch) {
        Batch batch = first;
        WeightedLoss sum = new WeightedLoss(0, 0);
        long weight = batch.weight();
        for (int count = 1; count < batchesPerStep && rest.hasNext(); count++) {
            sum = sum.plus(accumulate(batch));
            batch = rest.next();
            weight += batch.weight();
        }
        BatchSignature signature = BatchSignature.of(batch);
        CompiledFunction update =
                compiled.computeIfAbsent(signature, key -> compile(function.record(key)));
        double learningRate =
                schedule.learningRate(
                        step, scheduledEvaluations.stream().map(Evaluation::metrics).toList());
        List<NdArray> inputs = inputs(signature, batch);
        inputs.add(NdArray.scalar((float) learningRate));
        List<NdArray> outputs = update.run(state().device(), batch, inputs);
        double loss =
                function.accumulates()
                        ? sum.plus(WeightedLoss.of(outputs)).mean()
                        : outputs.getFirst().item();
        double norm = outputs.getLast().item();
        step++;
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw diverged(loss, norm, learningRate);
        }
        Callback.TrainingStep event =
                new Callback.TrainingStep(step, epoch, loss, norm, learningRate, weight);
        callbacks.forEach(callback -> callback.stepped(event));
        return loss;
    }

    /** Adds the gradient of a batch to those of its step. */
    private WeightedLoss accumulate(Batch batch) {
        BatchSignature signature = BatchSignature.of(batch);
        return WeightedLoss.of(
                accumulating
                        .computeIfAbsent(
                                signature, key -> compile(function.recordAccumulation(key)))
                        .run(state().device(), batch, inputs(signature, batch)));
    }

    private List<NdArray> inputs(BatchSignature signature, Batch batch) {
        List<NdArray> inputs = signature.inputs(batch);
        if (function.accumulates()) {
            inputs.add(NdArray.scalar((float) batch.weight()));
        }
        return inputs;
    }

    private SteelyardException diverged(double loss, double norm, double learningRate) {
        String saved =
                checkpoints
                        .flatMap(policy -> Checkpoint.latest(policy.directory()))
                        .map(path -> " The last checkpoint is " + path + ".")
                        .orElse("");
        return new SteelyardException(
                ErrorCode.TRAINING_DIVERGED,
                "The loss became "
                        + loss
                        + " with a gradient norm of "
                        + norm
                        + " at step "
                        + step
                        + ", at a learning rate of "
                        + learningRate
                        + "; expected are finite numbers. Lower the learning rate, warm up longer,"
                        + " clip gradients harder, or look for broken values in the data."
                        + saved);
    }

    /** Whether the schedule asks for a validation now, before the batch that the cursor names. */
    private boolean isDue(Cursor next) {
        return step > 0 && (validateEvery == 0 ? next.position() == 0 : step % validateEvery == 0);
    }

    private boolean isValidated() {
        return !evaluations.isEmpty() && evaluations.getLast().step() == step;
    }

    private void validate(Dataset<Batch> validation, boolean scheduled, Runnable betweenBatches) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        evaluator
                .evaluate(state().device(), validation, betweenBatches)
                .forEach((name, value) -> metrics.put("validation/" + name, value));
        Evaluation evaluation = new Evaluation(step, metrics);
        evaluations.add(evaluation);
        if (scheduled) {
            scheduledEvaluations.add(evaluation);
            // A checkpoint of this step that was saved earlier lacks it.
            savedAt = -1;
        }
        callbacks.forEach(callback -> callback.validated(step, metrics));
    }

    /** So that who asks for an end need not wait for a long validation to have a checkpoint. */
    private void saveIfStopping(Cursor next) {
        if (savedAt != step && stop.reason(status(next.epoch())).isPresent()) {
            saveIfDue(next, true);
        }
    }

    private void saveIfDue(Cursor next, boolean ends) {
        if (checkpoints.isEmpty() || savedAt == step) {
            return;
        }
        CheckpointPolicy policy = checkpoints.get();
        if (ends || (policy.everySteps() > 0 && step % policy.everySteps() == 0)) {
            TrainingProgress progress =
                    new TrainingProgress(step, next, function.seed(), scheduledEvaluations);
            Path directory = Checkpoint.write(policy, state(), progress);
            savedAt = step;
            callbacks.forEach(callback -> callback.saved(step, directory));
        }
    }

    private TrainingReport finish(String reason, double lastLoss, Executable executable) {
        TrainingReport report =
                new TrainingReport(
                        step,
                        reason,
                        lastLoss,
                        evaluations,
                        elapsed(),
                        executable.report(),
                        state());
        callbacks.forEach(callback -> callback.finished(report));
        // From here on the report owns the state.
        state = null;
        return report;
    }

    private TrainingStatus status(long epoch) {
        return new TrainingStatus(step, epoch, elapsed(), evaluations);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private ModelState state() {
        if (state == null) {
            throw new IllegalStateException("the training is not prepared");
        }
        return state;
    }

    @Override
    public void close() {
        try {
            evaluator.close();
            compiled.values().forEach(CompiledFunction::close);
            accumulating.values().forEach(CompiledFunction::close);
        } finally {
            if (state != null) {
                state.close();
            }
        }
    }
}
