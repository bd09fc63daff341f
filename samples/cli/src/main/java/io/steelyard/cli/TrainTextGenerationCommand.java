package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.run.TrainingOptions;
import io.steelyard.run.TrainingSummary;
import io.steelyard.text.TextCorpus;
import io.steelyard.text.TextGeneration;
import io.steelyard.text.TextGenerationModel;
import io.steelyard.text.TextGenerationRecipe;
import io.steelyard.text.TextSample;
import io.steelyard.text.TokenizerSpec;
import io.steelyard.train.Callback;
import io.steelyard.train.Stop;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code steelyard train text-generation}: trains a GPT on a text. */
@Command(
        name = "text-generation",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a GPT on a text, shows what it writes before and after, and saves it.",
            "Options count more than the recipe file, and that counts more than the preset."
        },
        footer = {
            "",
            "Examples:",
            "  steelyard train text-generation",
            "  steelyard train text-generation --data input.txt --tokenizer bpe:1024 --steps 500",
            "  steelyard train text-generation --data input.txt --out out/mine --seed 1",
            "  steelyard train text-generation --data input.txt --out out/mine --resume"
        })
final class TrainTextGenerationCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FILE-OR-DIR",
            description = {
                "The text, UTF-8: a file, or a folder with its texts and sources. If not named: the"
                        + " sources and documents of Steelyard itself."
            })
    private @Nullable Path data;

    @Mixin private OutDirectory out = new OutDirectory();
    @Mixin private WatchOptions watchOptions = new WatchOptions();
    @Mixin private RecipeOptions recipeOptions = new RecipeOptions();
    @Mixin private BackendOptions backendOptions = new BackendOptions();

    @Override
    public Integer call() {
        Path directory = out.path(TextGeneration.TASK.id());
        // A wrong option is told before anything is read or started.
        TextGenerationRecipe asked = recipeOptions.recipe(Optional.empty());
        try (Steelyard sdk = backendOptions.open()) {
            TextGeneration task = sdk.task(TextGeneration.TASK);
            TextGenerationRecipe recipe =
                    out.resumes() ? recipeOptions.recipe(task.recipeOf(directory)) : asked;
            TextCorpus corpus = TextCorpus.of(data == null ? DefaultText.directory() : data);
            return train(sdk, task, corpus, recipe, directory);
        }
    }

    private int train(
            Steelyard sdk,
            TextGeneration task,
            TextCorpus corpus,
            TextGenerationRecipe recipe,
            Path directory) {
        PrintWriter err = commandSpec().commandLine().getErr();
        Interruption interruption = ((Main) commandSpec().root().userObject()).interruption();
        err.println("Text      " + corpus.description());
        Sample sample =
                new Sample(commandSpec().commandLine().getOut(), TextSample.of(corpus, recipe));
        Callback before = beforeTraining(sdk, task, corpus, recipe, sample, interruption);
        TrainingOptions options =
                (out.resumes()
                                ? TrainingOptions.resuming(directory)
                                : TrainingOptions.into(directory))
                        .withStop(whenRequested(interruption))
                        .withCallback(before);
        try (WatchOptions.Watch watch = watchOptions.watch(options, directory);
                TrainingProgressView view =
                        new TrainingProgressView(err, recipe.steps(), "tokens");
                TextGenerationModel model =
                        task.train(corpus, recipe, watch.options().withCallback(view))) {
            TrainingSummary summary = model.trained().orElseThrow();
            if (interruption.requested() && summary.steps() < recipe.steps()) {
                err.printf(
                        Locale.ROOT,
                        "Stopped after step %,d of %,d; a checkpoint is saved. To go on:%n  %s%n",
                        summary.steps(),
                        recipe.steps(),
                        resumption(directory));
                return Failures.INTERRUPTED;
            }
            sample.print("after training", model);
            watch.log()
                    .ifPresent(
                            log ->
                                    log.text(
                                            summary.steps(),
                                            "sample",
                                            sample.sample().write(model)));
            err.println("Saved in " + directory + ", with report.html. To write more:");
            err.println(
                    "  "
                            + ShellWords.steelyard(
                                    "generate",
                                    "--model",
                                    directory.toString(),
                                    "--prompt",
                                    sample.prompt()));
        }
        return 0;
    }

    /** Comes when text, directory and model were found to be good, and nothing is computed yet. */
    private Callback beforeTraining(
            Steelyard sdk,
            TextGeneration task,
            TextCorpus corpus,
            TextGenerationRecipe recipe,
            Sample sample,
            Interruption interruption) {
        return new Callback() {
            @Override
            public void started(TrainingStart start) {
                try (TextGenerationModel untrained = task.untrained(corpus, recipe)) {
                    describe(untrained, recipe, sdk);
                    if (start.firstStep() == 0) {
                        sample.print("before training", untrained);
                    }
                }
                // Until here there is nothing to save, and a signal ends the process at once.
                interruption.watch();
            }
        };
    }

    /** After a step at least, so that there is something to go on from. */
    private static Stop whenRequested(Interruption interruption) {
        return status ->
                interruption.requested() && status.step() > 0
                        ? Optional.of("it was interrupted")
                        : Optional.empty();
    }

    private void describe(TextGenerationModel model, TextGenerationRecipe recipe, Steelyard sdk) {
        PrintWriter err = commandSpec().commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "Model     %,d parameters, %,d tokens in the vocabulary, a context of %,d%n",
                model.parameterCount(),
                model.tokenizer().vocabularySize(),
                recipe.context());
        int wanted = TokenizerSpec.parse(recipe.tokenizer()).vocabularySize().orElse(0);
        if (model.tokenizer().vocabularySize() < wanted) {
            err.printf(
                    Locale.ROOT,
                    "          (%,d tokens were asked for; the text has no more pairs to merge)%n",
                    wanted);
        }
        err.printf(
                Locale.ROOT,
                "Training  %,d steps of %,d x %,d tokens, backend %s (%s)%n",
                recipe.steps(),
                recipe.batchSize(),
                recipe.context(),
                sdk.backend().name(),
                sdk.backend().capabilities().device());
    }

    /** What was set stands in the checkpoint; only text and place have to be named again. */
    private String resumption(Path directory) {
        List<String> words = new ArrayList<>(List.of("train", "text-generation"));
        if (data != null) {
            words.addAll(List.of("--data", data.toString()));
        }
        words.addAll(List.of("--out", directory.toString(), "--resume"));
        return ShellWords.steelyard(words.toArray(String[]::new));
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec);
    }
}
