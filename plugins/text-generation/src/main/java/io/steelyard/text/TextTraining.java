package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.nn.AdamW;
import io.steelyard.nn.Schedules;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.run.MetricsLog;
import io.steelyard.run.Provenance;
import io.steelyard.run.RunDirectory;
import io.steelyard.run.TrainingOptions;
import io.steelyard.run.TrainingRecord;
import io.steelyard.run.TrainingSummary;
import io.steelyard.run.report.Section;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.Tokenizer;
import io.steelyard.text.gpt2.Gpt2Configuration;
import io.steelyard.text.tokenizer.ByteLevelBpe;
import io.steelyard.train.CheckpointPolicy;
import io.steelyard.train.ModelState;
import io.steelyard.train.Stop;
import io.steelyard.train.Trainer;
import io.steelyard.train.TrainingReport;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One training of a text model, from the corpus to the saved model. */
final class TextTraining {
    private static final String END_OF_TEXT = "<|endoftext|>";
    private static final int KEPT_CHECKPOINTS = 2;

    private final TaskContext context;
    private final Backend backend;
    private final TextCorpus corpus;
    private final TextGenerationRecipe recipe;
    private final TrainingOptions options;

    TextTraining(
            TaskContext context,
            TextCorpus corpus,
            TextGenerationRecipe recipe,
            TrainingOptions options) {
        this.context = context;
        this.backend = context.backend();
        this.corpus = corpus;
        this.recipe = recipe;
        this.options = options;
    }

    /** The model of a {@code config.json}. */
    static CausalLanguageModel model(TaskContext context, Map<String, Object> config) {
        Object type = config.get("model_type");
        if (!(type instanceof String name)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    "config.json has \"model_type\": "
                            + type
                            + "; expected is the name of an architecture, such as \"gpt2\".");
        }
        if (context.architecture(name).create(config) instanceof CausalLanguageModel model) {
            return model;
        }
        throw new SteelyardException(
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                "The architecture '"
                        + name
                        + "' is no language model that completes texts; load it with"
                        + " the task that saved it.");
    }

    /** The model of the {@code config.json} in a directory, which messages name. */
    static CausalLanguageModel model(
            TaskContext context, Map<String, Object> config, Path directory) {
        try {
            return model(context, config);
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

    TextGenerationModel untrained() {
        TextCorpus.Split split = corpus.split(recipe.validationFraction());
        ModelDescription description = describe(learnTokenizer(split));
        CausalLanguageModel model = model(context, description.config());
        return new TextGenerationModel(
                backend,
                model,
                description,
                ModelState.initialize(backend, DecodeFunctions.parameters(model), recipe.seed()));
    }

    TextGenerationModel run() {
        Optional<RunDirectory> directory = options.directory().map(RunDirectory::new);
        Optional<Path> resumeFrom = RunDirectory.checkpointToResume(options);
        TextCorpus.Split split = corpus.split(recipe.validationFraction());
        ModelDescription description =
                resumeFrom
                        .map(path -> resumed(path, directory.orElseThrow().path()))
                        .orElseGet(() -> describe(learnTokenizer(split)));
        CausalLanguageModel model = model(context, description.config());
        Dataset<Batch> train =
                windows(description, split.train()).random(recipe.seed(), corpus.name());
        Dataset<Batch> validation =
                windows(description, split.validation()).consecutive(corpus.name());
        Trainer trainer = trainer(model);
        options.callbacks().forEach(trainer::callback);
        resumeFrom.ifPresent(trainer::resumeFrom);
        if (directory.isEmpty()) {
            return finish(description, model, trainer.fit(train, validation));
        }
        try (RunDirectory.Claim _ = directory.get().claim();
                MetricsLog log =
                        new MetricsLog(directory.get().metrics(), MetricsLog.Unit.TOKENS)) {
            if (!options.resume()) {
                directory.get().requireUnused();
            }
            TextSample sample = TextSample.of(corpus, recipe);
            TrainingRecord record =
                    new TrainingRecord(
                            directory.get(),
                            TextGeneration.TASK.id(),
                            recipe.toJson(),
                            provenance(),
                            List.of());
            trainer.callback(log).callback(record);
            trainer.checkpoints(
                    new CheckpointPolicy(
                            directory.get().checkpoints(),
                            recipe.checkpointEvery(),
                            KEPT_CHECKPOINTS,
                            description::write));
            TextGenerationModel trained =
                    finish(description, model, trainer.fit(train, validation));
            try {
                trained.save(directory.get().path());
                if (trained.trained().orElseThrow().steps() >= recipe.steps()) {
                    record.write(List.of(new Section.Text("Sample", sample.write(trained))));
                }
                return trained;
            } catch (RuntimeException failure) {
                trained.close();
                throw failure;
            }
        }
    }

    private Trainer trainer(CausalLanguageModel model) {
        Stop done = Stop.afterSteps(recipe.steps());
        return new Trainer(backend, model)
                .loss(new SoftmaxCrossEntropy())
                .optimizer(new AdamW(recipe.beta1(), recipe.beta2(), 1e-8f, recipe.weightDecay()))
                .learningRate(
                        Schedules.warmupCosine(
                                recipe.learningRate(),
                                recipe.minimumLearningRate(),
                                recipe.warmupSteps(),
                                recipe.steps()))
                .metrics(new Perplexity())
                .clipGradients(recipe.clipNorm())
                .seed(recipe.seed())
                // A validation that is never due leaves the one at the end.
                .validateEvery(
                        recipe.validateEvery() == 0 ? Long.MAX_VALUE : recipe.validateEvery())
                .inspectEvery(options.inspectEvery())
                .profileSteps(options.profileSteps())
                .stopWhen(options.stop().map(done::or).orElse(done));
    }

    private TokenWindows windows(ModelDescription description, String text) {
        return new TokenWindows(
                description.tokenizer().encode(text), recipe.context(), recipe.batchSize());
    }

    /** Characters are collected from the whole text, so that validation text can be expressed. */
    private Tokenizer learnTokenizer(TextCorpus.Split split) {
        TokenizerSpec spec = TokenizerSpec.parse(recipe.tokenizer());
        boolean characters = spec.equals(TokenizerSpec.character());
        String text = characters ? corpus.text() : split.train();
        return context.tokenizer(spec.kind()).train(text, spec.vocabularySize());
    }

    private ModelDescription describe(Tokenizer tokenizer) {
        Gpt2Configuration configuration =
                Gpt2Configuration.of(
                        tokenizer.vocabularySize(),
                        recipe.context(),
                        recipe.channels(),
                        recipe.layers(),
                        recipe.heads(),
                        recipe.dropout());
        OptionalInt endOfText =
                tokenizer instanceof ByteLevelBpe bpe
                        ? bpe.addedToken(END_OF_TEXT)
                        : OptionalInt.empty();
        return new ModelDescription(
                configuration.toMap(),
                tokenizer,
                endOfText,
                Optional.of(recipe),
                Optional.of(provenance()),
                Optional.empty());
    }

    private Provenance provenance() {
        return Provenance.of(corpus.description(), corpus.digest(), recipe.seed(), backend.name());
    }

    /**
     * The description in a checkpoint, with this recipe, unless that would change what was
     * computed.
     */
    private ModelDescription resumed(Path checkpoint, Path directory) {
        ModelDescription saved = ModelDescription.read(checkpoint, context);
        TextGenerationRecipe before =
                saved.recipe().orElseThrow(() -> RunDirectory.notOurs(checkpoint));
        Provenance origin = saved.provenance().orElseThrow(() -> RunDirectory.notOurs(checkpoint));
        recipe.requireContinues(before, directory.toString());
        if (!origin.dataSha256().equals(corpus.digest())) {
            throw new SteelyardException(
                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                    "The training in "
                            + directory
                            + " was started with another text ("
                            + origin.data()
                            + ") than it is to go on with ("
                            + corpus.description()
                            + "). Give the same text, or train in another directory.");
        }
        return new ModelDescription(
                saved.config(),
                saved.tokenizer(),
                saved.endOfText(),
                Optional.of(recipe),
                Optional.of(provenance()),
                Optional.empty());
    }

    /** A model of its own, without the optimizer's state. */
    private TextGenerationModel finish(
            ModelDescription description, CausalLanguageModel model, TrainingReport report) {
        try (report) {
            ModelState state = report.state().copy(backend, DecodeFunctions.parameters(model));
            TrainingSummary summary = TrainingSummary.of(report);
            return new TextGenerationModel(backend, model, description.withTrained(summary), state);
        }
    }
}
