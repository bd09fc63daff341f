package io.steelyard.classification;

import io.steelyard.data.Datasets;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.TemperatureScaling;
import io.steelyard.nn.Schedules;
import io.steelyard.run.MetricsLog;
import io.steelyard.run.Provenance;
import io.steelyard.run.RunCallback;
import io.steelyard.run.RunDirectory;
import io.steelyard.run.RunPlan;
import io.steelyard.run.TrainingOptions;
import io.steelyard.run.TrainingRecord;
import io.steelyard.run.TrainingSummary;
import io.steelyard.run.report.Section;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Component;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Model;
import io.steelyard.spi.TaskContext;
import io.steelyard.train.Callback;
import io.steelyard.train.CheckpointPolicy;
import io.steelyard.train.Stop;
import io.steelyard.train.Trainer;
import io.steelyard.train.TrainingReport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One training of a classifier, from the data to the saved model. */
final class ClassificationTraining {
    private static final int KEPT_CHECKPOINTS = 2;
    private static final int BATCHES_AHEAD = 2;

    /** Each makes some batches ahead, which are in memory. */
    private static final int BATCH_THREADS = 2;

    private final TaskContext context;
    private final Backend backend;
    private final ClassificationData data;
    private final ClassificationRecipe recipe;
    private final TrainingOptions options;

    ClassificationTraining(
            TaskContext context,
            ClassificationData data,
            ClassificationRecipe recipe,
            TrainingOptions options) {
        this.context = context;
        this.backend = context.backend();
        this.data = data;
        this.recipe = recipe;
        this.options = options;
    }

    ClassificationModel run() {
        Optional<RunDirectory> directory = options.directory().map(RunDirectory::new);
        Optional<Path> resumeFrom = RunDirectory.checkpointToResume(options);
        PreparedData prepared = DataSource.of(data).prepare(recipe, context);
        ModelDescription description = describe(prepared);
        resumeFrom.ifPresent(
                checkpoint ->
                        requireContinues(checkpoint, directory.orElseThrow().path(), prepared));
        Model model = Configuration.model(context, description.config());
        Dataset<Batch> train = trainingBatches(prepared).prefetch(BATCHES_AHEAD);
        Dataset<Batch> validation =
                prepared.validation()
                        .batch(recipe.optimization().batchSize())
                        .map(prepared::batch)
                        .prefetch(BATCHES_AHEAD);
        announce(description, prepared);
        Trainer trainer = trainer(model, prepared);
        options.callbacks().forEach(trainer::callback);
        resumeFrom.ifPresent(trainer::resumeFrom);
        if (directory.isEmpty()) {
            return finish(description, model, prepared, trainer.fit(train, validation)).model();
        }
        try (RunDirectory.Claim _ = directory.get().claim();
                MetricsLog log =
                        new MetricsLog(directory.get().metrics(), MetricsLog.Unit.EXAMPLES)) {
            if (!options.resume()) {
                directory.get().requireUnused();
            }
            TrainingRecord record =
                    new TrainingRecord(
                            directory.get(),
                            Classification.TASK.id(),
                            recipe.toJson(),
                            description.provenance(),
                            List.of(new Section.Text("Data", prepared.report().text())));
            trainer.callback(log).callback(record);
            trainer.checkpoints(
                    new CheckpointPolicy(
                            directory.get().checkpoints(),
                            recipe.checkpointEvery(),
                            KEPT_CHECKPOINTS,
                            description::write));
            Finished finished =
                    finish(description, model, prepared, trainer.fit(train, validation));
            try {
                finished.model().save(directory.get().path());
                record.write(EvaluationSections.of(finished.measurement().result(data.name())));
                return finished.model();
            } catch (RuntimeException failure) {
                finished.model().close();
                throw failure;
            }
        }
    }

    private ModelDescription describe(PreparedData prepared) {
        return new ModelDescription(
                Configuration.of(recipe, prepared, context),
                prepared.target(),
                prepared.preprocessing(),
                TemperatureScaling.none(),
                recipe,
                Provenance.of(
                        prepared.description(), prepared.digest(), recipe.seed(), backend.name()),
                Optional.empty());
    }

    private void announce(ModelDescription description, PreparedData prepared) {
        RunPlan plan =
                new RunPlan(
                        prepared.description(),
                        prepared.report().leftOut().stream()
                                .map(
                                        out ->
                                                "column '"
                                                        + out.name()
                                                        + "' is left out: "
                                                        + out.reason())
                                .toList(),
                        String.valueOf(description.config().get(ClassificationRecipe.MODEL_TYPE)),
                        steps(prepared),
                        recipe.optimization().batchSize());
        for (Callback callback : options.callbacks()) {
            if (callback instanceof RunCallback interested) {
                interested.planned(plan);
            }
        }
    }

    private void requireContinues(Path checkpoint, Path directory, PreparedData prepared) {
        ModelDescription saved = ModelDescription.read(checkpoint, context);
        recipe.requireContinues(saved.recipe(), directory.toString());
        if (!saved.provenance().dataSha256().equals(prepared.digest())) {
            throw new SteelyardException(
                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                    "The training in "
                            + directory
                            + " was started with other data ("
                            + saved.provenance().data()
                            + ") than it is to go on with ("
                            + prepared.description()
                            + "). Give the same data, or train in another directory.");
        }
    }

    private Dataset<Batch> trainingBatches(PreparedData prepared) {
        int batchSize = recipe.optimization().batchSize();
        Dataset<List<LabeledExample>> groups =
                prepared.grouping()
                        .map(grouping -> grouping.apply(prepared.training(), batchSize))
                        .orElseGet(() -> prepared.training().batch(batchSize));
        return prepared.change()
                .map(
                        change ->
                                Datasets.seededMap(
                                        groups, recipe.seed(), BATCH_THREADS, change::apply))
                .orElseGet(() -> Datasets.parallelMap(groups, BATCH_THREADS, prepared::batch));
    }

    private Trainer trainer(Model model, PreparedData prepared) {
        Optimization optimization = recipe.optimization();
        Trainer trainer =
                new Trainer(backend, model)
                        .loss(loss(prepared))
                        .optimizer(
                                context.registry()
                                        .optimizer(Component.of(optimization.optimizer())))
                        .learningRate(
                                Schedules.warmupCosine(
                                        optimization.learningRate(),
                                        optimization.minimumLearningRate(),
                                        optimization.warmupSteps(),
                                        steps(prepared)))
                        .metrics(prepared.head().metrics().toArray(Metric[]::new))
                        .seed(recipe.seed())
                        .validateEvery(recipe.validateEvery())
                        .inspectEvery(options.inspectEvery())
                        .profileSteps(options.profileSteps())
                        .stopWhen(stop(prepared.head()));
        if (recipe.ending().restoreBest()) {
            Watched watched = watched(prepared.head());
            trainer.restoreBest(watched.metric(), watched.goal());
        }
        if (optimization.clipNorm() > 0) {
            trainer.clipGradients(optimization.clipNorm());
        }
        return trainer;
    }

    private Loss loss(PreparedData prepared) {
        Optimization optimization = recipe.optimization();
        return optimization.loss().isEmpty()
                ? prepared.head().loss(optimization, prepared.counts())
                : context.registry().loss(Component.of(optimization.loss()));
    }

    /** Updates of all epochs. */
    private long steps(PreparedData prepared) {
        return recipe.ending().epochs()
                * Math.ceilDiv(prepared.trainingExamples(), recipe.optimization().batchSize());
    }

    private Watched watched(Head head) {
        String metric = recipe.ending().metric();
        return metric.isEmpty() ? head.watched() : Watched.of(metric);
    }

    private Stop stop(Head head) {
        Ending ending = recipe.ending();
        Watched watched = watched(head);
        Stop stop = Stop.afterEpochs(ending.epochs());
        if (ending.minutes() > 0) {
            stop = stop.or(Stop.after(Duration.ofMillis(Math.round(ending.minutes() * 60_000))));
        }
        if (ending.patience() > 0) {
            stop =
                    stop.or(
                            Stop.whenNotImproving(
                                    watched.metric(), watched.goal(), ending.patience()));
        }
        Double reaching = ending.reaching();
        if (reaching != null) {
            stop = stop.or(Stop.whenReached(watched.metric(), watched.goal(), reaching));
        }
        return options.stop().map(stop::or).orElse(stop);
    }

    /**
     * A trained model.
     *
     * @param measurement of it on the validation part
     */
    private record Finished(ClassificationModel model, Measurement measurement) {}

    /** A model of its own, without the optimizer's state, and calibrated if that is wanted. */
    private Finished finish(
            ModelDescription description,
            Model model,
            PreparedData prepared,
            TrainingReport report) {
        try (report) {
            ModelDescription trained =
                    description.withTrained(TrainingSummary.of(report), TemperatureScaling.none());
            try (ClassificationModel raw = model(trained, model, report)) {
                // One pass, as the validation part may be large: a temperature changes no output.
                Measurement measurement = raw.measured(prepared.validation());
                TemperatureScaling scaling =
                        recipe.calibrate() ? measurement.fitted() : TemperatureScaling.none();
                return new Finished(
                        model(
                                description.withTrained(TrainingSummary.of(report), scaling),
                                model,
                                report),
                        measurement.with(scaling));
            }
        }
    }

    private ClassificationModel model(
            ModelDescription description, Model model, TrainingReport report) {
        return new ClassificationModel(
                backend,
                model,
                description,
                report.state().copy(backend, ClassificationModel.variables(description, model)));
    }
}
