package io.steelyard.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.Steelyard;
import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationData;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.ClassificationRecipe;
import io.steelyard.classification.ClassifierEvaluation;
import io.steelyard.run.RunCallback;
import io.steelyard.run.RunPlan;
import io.steelyard.run.TrainingOptions;
import io.steelyard.run.TrainingSummary;
import io.steelyard.train.Stop;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code steelyard train classification}: trains a classifier of images, texts or rows. */
@Command(
        name = "classification",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a classifier of images, texts or rows of a table, or a regression.",
            "Options count more than the recipe file, and that counts more than the defaults."
        },
        footer = {
            "",
            "Examples:",
            "  steelyard train classification --data fashion-mnist --kind image --out out/fashion",
            "  steelyard train classification --data houses.csv --kind tabular --label price",
            "  steelyard train classification --data mails.csv --kind text --text body --label spam"
        })
final class TrainClassificationCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private DataOptions dataOptions = new DataOptions();
    @Mixin private OutDirectory out = new OutDirectory();
    @Mixin private WatchOptions watchOptions = new WatchOptions();
    @Mixin private BackendOptions backendOptions = new BackendOptions();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = {
                "The architecture. Images: cnn (the default), resnet, vit, mlp. Texts: text-cnn"
                        + " (the default), bag-of-words, lstm, bert. Tables: mlp (the default),"
                        + " linear."
            })
    private @Nullable String model;

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description = "A JSON file with values over the defaults, such as {\"seed\": 1}.")
    private @Nullable Path recipeFile;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data.")
    private @Nullable Long epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Examples of a step.")
    private @Nullable Integer batchSize;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "The largest learning rate; it falls along a cosine.")
    private @Nullable Double learningRate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What initial weights, split, order and dropout follow from.")
    private @Nullable Long seed;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description = "Steps between two checkpoints; 0 for one at the end.")
    private @Nullable Long checkpointEvery;

    @Override
    public Integer call() throws IOException {
        Path directory = out.path(Classification.TASK.id());
        PrintWriter err = commandSpec().commandLine().getErr();
        Interruption interruption = ((Main) commandSpec().root().userObject()).interruption();
        try (Steelyard sdk = backendOptions.open()) {
            Classification task = sdk.task(Classification.TASK);
            ClassificationData data = dataOptions.open(sdk);
            Optional<ClassificationRecipe> before =
                    out.resumes() ? task.recipeOf(directory) : Optional.empty();
            ClassificationRecipe recipe = recipe(before.orElseGet(data::recipe));
            TrainingOptions options =
                    (out.resumes()
                                    ? TrainingOptions.resuming(directory)
                                    : TrainingOptions.into(directory))
                            .withStop(whenRequested(interruption))
                            .withCallback(beginning(sdk, interruption));
            try (WatchOptions.Watch watch = watchOptions.watch(options, directory);
                    TrainingProgressView view = new TrainingProgressView(err, 0, "examples");
                    ClassificationModel trained =
                            task.train(data, recipe, watch.options().withCallback(view))) {
                TrainingSummary summary = trained.trained().orElseThrow();
                err.printf(
                        Locale.ROOT,
                        "Ended after step %,d: %s.%n",
                        summary.steps(),
                        summary.stopReason());
                if (interruption.requested()) {
                    err.println("A checkpoint is saved; the same command with --resume goes on.");
                    return Failures.INTERRUPTED;
                }
                err.println("Saved in " + directory + ", with report.html.");
                dataOptions.test().ifPresent(test -> tell(test, trained.evaluate(data)));
            }
        }
        return 0;
    }

    private void tell(Path test, ClassifierEvaluation evaluation) {
        PrintWriter err = commandSpec().commandLine().getErr();
        err.println("On " + test + ":");
        FigureLines.print(err, evaluation);
    }

    private RunCallback beginning(Steelyard sdk, Interruption interruption) {
        PrintWriter err = commandSpec().commandLine().getErr();
        return new RunCallback() {
            @Override
            public void planned(RunPlan plan) {
                err.println("Data      " + plan.data());
                plan.notes().forEach(note -> err.println("          " + note));
                err.printf(
                        Locale.ROOT,
                        "Training  a model of type %s, %,d steps of %,d examples, backend %s"
                                + " (%s)%n",
                        plan.model(),
                        plan.steps(),
                        plan.batchSize(),
                        sdk.backend().name(),
                        sdk.backend().capabilities().device());
            }

            @Override
            public void started(TrainingStart start) {
                err.printf(Locale.ROOT, "Model     %,d parameters%n", start.parameters());
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

    private ClassificationRecipe recipe(ClassificationRecipe base) throws IOException {
        ClassificationRecipe recipe = base;
        if (recipeFile != null) {
            recipe = recipe.withJson(Files.readString(recipeFile), "The recipe " + recipeFile);
        }
        ObjectNode values = new ObjectMapper().createObjectNode();
        if (model != null) {
            values.putObject("model").put("model_type", model);
        }
        if (epochs != null) {
            values.putObject("ending").put("epochs", epochs);
        }
        if (seed != null) {
            values.put("seed", seed);
        }
        if (checkpointEvery != null) {
            values.put("checkpoint_every", checkpointEvery);
        }
        ObjectNode optimization = new ObjectMapper().createObjectNode();
        if (batchSize != null) {
            optimization.put("batch_size", batchSize);
        }
        if (learningRate != null) {
            optimization.put("learning_rate", learningRate);
            double least = recipe.optimization().minimumLearningRate();
            optimization.put("minimum_learning_rate", Math.min(least, learningRate));
        }
        if (!optimization.isEmpty()) {
            values.set("optimization", optimization);
        }
        return recipe.withJson(values.toString(), "The command line");
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec);
    }
}
