package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a {@link Trainer}. */
final class TrainingLoop implements AutoCloseable {
    private final Backend backend;
    private final TrainingPlan plan;
    private final long seed;
    private final StepTimes times = new StepTimes();
    private final StepProfiler profiler;
    private final StepRunner steps;
    private final Evaluator evaluator;
    private final Optional<BestModel> bestModel;
    private final List<Evaluation> evaluations = new ArrayList<>();
    // A checkpoint leaves out the extra one at the end: a training that never stopped would not
    // have it.
    private final List<Evaluation> scheduledEvaluations = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private @Nullable ModelState state;
    private long step;
    private long savedAt = -1;
    private double lastLoss = Double.NaN;

    TrainingLoop(
            Backend backend,
            TrainStepFunction function,
            EvaluationFunction evaluation,
            TrainingPlan plan) {
        this.backend = backend;
        this.plan = plan;
        this.seed = function.seed();
        this.profiler = new StepProfiler(plan.profileSteps());
        this.steps = new StepRunner(backend, function, plan.batchesPerStep(), times, profiler);
        this.evaluator = new Evaluator(backend, evaluation);
        this.bestModel =
                plan.restoreBest().map(choice -> new BestModel(choice, plan.checkpoints()));
    }

    TrainingReport run(
            Dataset<Batch> train, Optional<Dataset<Batch>> validation, Optional<Path> resumeFrom) {
        Optional<Checkpoint> resumed = resumeFrom.map(Checkpoint::open);
        plan.checkpoints()
                .ifPresent(
                        policy ->
                                Checkpoint.requireNoneAhead(
                                        policy.directory(),
                                        resumed.map(checkpoint -> checkpoint.progress().step())
                                                .orElse(0L)));
        Cursor cursor =
                resumed.map(checkpoint -> checkpoint.progress().cursor()).orElse(Cursor.START);
        CompileReport compileReport;
        String reason;
        try (TrainingBatches batches = new TrainingBatches(train, cursor)) {
            Batch first = batches.next();
            compileReport = prepare(first, resumed);
            try {
                Callback.TrainingStart start =
                        new Callback.TrainingStart(
                                state().parameterCount(), step, compileReport, times);
                plan.callbacks().forEach(callback -> callback.started(start));
                reason = train(first, batches, cursor, validation);
            } catch (SteelyardException failure) {
                tellFailed(failure);
                throw failure;
            }
        }
        return finish(reason, compileReport);
    }

    private CompileReport prepare(Batch batch, Optional<Checkpoint> resumed) {
        StepRunner.Prepared first = steps.prepare(batch);
        if (resumed.isPresent()) {
            state = ModelState.allocate(backend, first.variables());
            resumed.get().restore(state, seed);
            step = resumed.get().progress().step();
            evaluations.addAll(resumed.get().progress().evaluations());
            scheduledEvaluations.addAll(evaluations);
            savedAt = step;
            bestModel.ifPresent(best -> best.resume(resumed.get(), state()));
        } else {
            state = ModelState.initialize(backend, first.variables(), seed);
        }
        return first.report();
    }

    /** Trains until a condition says why not to go on, which it returns. */
    private String train(
            Batch first,
            TrainingBatches batches,
            Cursor cursor,
            Optional<Dataset<Batch>> validation) {
        if (validation.isPresent() && isDue(cursor) && !isValidated()) {
            // The process ended between this checkpoint and the end of its validation.
            validate(validation.get(), true, () -> {});
        }
        Batch batch = first;
        Optional<String> reason = plan.stop().reason(status(cursor.epoch()));
        while (reason.isEmpty()) {
            lastLoss = step(batch, batches);
            Cursor next = batches.cursor();
            reason = plan.stop().reason(status(next.epoch()));
            if (reason.isPresent()) {
                // Before a validation, which may take long and be cut off.
                saveIfDue(next, true);
            }
            if (validation.isPresent() && isDue(next)) {
                validate(validation.get(), true, () -> saveIfStopping(next));
                reason = reason.or(() -> plan.stop().reason(status(next.epoch())));
            }
            saveIfDue(next, reason.isPresent());
            if (reason.isEmpty()) {
                batch = batches.next();
            }
        }
        if (validation.isPresent() && step > 0 && !isValidated()) {
            validate(validation.get(), false, () -> {});
        }
        return reason.get();
    }

    private double step(Batch first, TrainingBatches rest) {
        long epoch = rest.epoch();
        double learningRate =
                plan.schedule()
                        .learningRate(
                                step,
                                scheduledEvaluations.stream().map(Evaluation::metrics).toList());
        Optional<StepRunner.Look> look =
                plan.inspects(step + 1)
                        ? Optional.of(new StepRunner.Look(step + 1, this::tellInspected))
                        : Optional.empty();
        StepRunner.Result result = steps.run(state(), first, rest, learningRate, look);
        step++;
        double loss = result.loss();
        double norm = result.gradientNorm();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw diverged(loss, norm, learningRate);
        }
        long waited = rest.takeWaitedNanos();
        times.add(StepTimes.Part.DATA, waited);
        Callback.TrainingStep event =
                new Callback.TrainingStep(
                        step,
                        epoch,
                        loss,
                        norm,
                        learningRate,
                        result.weight(),
                        waited,
                        result.nanos());
        long start = System.nanoTime();
        plan.callbacks().forEach(callback -> callback.stepped(event));
        steps.profile(waited, result.nanos(), System.nanoTime() - start);
        return loss;
    }

    private void tellInspected(Callback.Inspection inspection) {
        plan.callbacks().forEach(callback -> callback.inspected(inspection));
    }

    private void tellFailed(SteelyardException failure) {
        for (Callback callback : plan.callbacks()) {
            try {
                callback.failed(step, failure);
            } catch (RuntimeException another) {
                // The first failure is the one to report.
                failure.addSuppressed(another);
            }
        }
    }

    private SteelyardException diverged(double loss, double norm, double learningRate) {
        String saved =
                plan.checkpoints()
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
        return step > 0
                && (plan.validateEvery() == 0
                        ? next.position() == 0
                        : step % plan.validateEvery() == 0);
    }

    private boolean isValidated() {
        return !evaluations.isEmpty() && evaluations.getLast().step() == step;
    }

    private void validate(Dataset<Batch> validation, boolean scheduled, Runnable betweenBatches) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        long start = System.nanoTime();
        evaluator
                .evaluate(state().device(), validation, betweenBatches)
                .forEach((name, value) -> metrics.put("validation/" + name, value));
        times.add(StepTimes.Part.VALIDATION, System.nanoTime() - start);
        Evaluation evaluation = new Evaluation(step, metrics);
        evaluations.add(evaluation);
        if (scheduled) {
            scheduledEvaluations.add(evaluation);
            // A checkpoint of this step that was saved earlier lacks it.
            savedAt = -1;
        }
        bestModel.ifPresent(best -> best.validated(evaluation, state(), scheduled));
        plan.callbacks().forEach(callback -> callback.validated(step, metrics));
    }

    /** So that who asks for an end need not wait for a long validation to have a checkpoint. */
    private void saveIfStopping(Cursor next) {
        if (savedAt != step && plan.stop().reason(status(next.epoch())).isPresent()) {
            saveIfDue(next, true);
        }
    }

    private void saveIfDue(Cursor next, boolean ends) {
        if (plan.checkpoints().isEmpty() || savedAt == step) {
            return;
        }
        CheckpointPolicy policy = plan.checkpoints().get();
        if (ends || (policy.everySteps() > 0 && step % policy.everySteps() == 0)) {
            long start = System.nanoTime();
            TrainingProgress progress =
                    new TrainingProgress(step, next, seed, scheduledEvaluations);
            Path directory = Checkpoint.write(policy, state(), progress);
            savedAt = step;
            bestModel.ifPresent(BestModel::saved);
            times.add(StepTimes.Part.CHECKPOINT, System.nanoTime() - start);
            plan.callbacks().forEach(callback -> callback.saved(step, directory));
        }
    }

    private TrainingReport finish(String reason, CompileReport compileReport) {
        // What is restored is in no checkpoint: those are to be trained on.
        Optional<Evaluation> restored = bestModel.flatMap(best -> best.restore(state(), step));
        TrainingReport report =
                new TrainingReport(
                        step,
                        reason,
                        lastLoss,
                        evaluations,
                        restored,
                        elapsed(),
                        compileReport,
                        times,
                        profiler.profile(),
                        state());
        plan.callbacks().forEach(callback -> callback.finished(report));
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
            steps.close();
        } finally {
            if (state != null) {
                state.close();
            }
        }
    }
}
