package io.steelyard.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.Steelyard;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.ClassifierEvaluation;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.TrainedModel;
import io.steelyard.tensor.DType;
import io.steelyard.text.EvaluationResult;
import io.steelyard.text.TextCorpus;
import io.steelyard.text.TextGeneration;
import io.steelyard.text.TextGenerationModel;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code steelyard evaluate}: measures a model on data. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a model on data: how well it predicts a text, or how often a classifier is"
                    + " right. A classifier's data is read as in its training; of data with a test"
                    + " part, that is measured."
        },
        footer = {
            "",
            "Examples:",
            "  steelyard evaluate --model out/mine --data input.txt --json",
            "  steelyard evaluate --model out/fashion --data fashion-mnist"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ModelOption model = new ModelOption();
    @Mixin private EvaluatedData data = new EvaluatedData();
    @Mixin private BackendOptions backendOptions = new BackendOptions();
    @Mixin private WeightsOption weights = new WeightsOption();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Path directory = model.resolve(spec.commandLine().getErr());
        try (Steelyard sdk = backendOptions.open();
                TrainedModel loaded = load(sdk, directory)) {
            switch (loaded) {
                case TextGenerationModel text -> evaluate(text);
                case ClassificationModel classifier -> evaluate(sdk, classifier);
                default ->
                        throw new SteelyardException(
                                ErrorCode.INVALID_ARGUMENT,
                                directory
                                        + " holds a model of the task '"
                                        + ModelOption.task(directory)
                                        + "'; accepted are models of text-generation and"
                                        + " classification.");
            }
        }
        return 0;
    }

    private TrainedModel load(Steelyard sdk, Path directory) throws IOException {
        String task = ModelOption.task(directory);
        if (weights.dtype() == DType.F32) {
            return sdk.task(task).load(directory);
        }
        if (!task.equals(TextGeneration.TASK.id())) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Option --weights is one of language models, and "
                            + directory
                            + " holds a model of the task '"
                            + task
                            + "'; leave it out.");
        }
        return sdk.task(TextGeneration.TASK).load(directory, weights.dtype());
    }

    private void evaluate(TextGenerationModel loaded) {
        PrintWriter out = spec.commandLine().getOut();
        TextCorpus corpus = TextCorpus.of(data.path());
        long start = System.nanoTime();
        EvaluationResult result = loaded.evaluate(corpus);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (json) {
            ObjectNode node = new ObjectMapper().createObjectNode();
            node.put("loss", result.loss());
            node.put("perplexity", result.perplexity());
            node.put("tokens", result.tokens());
            node.put("tokens_per_second", result.tokens() / seconds);
            out.println(node);
        } else {
            out.printf(Locale.ROOT, "loss        %.4f nats a token%n", result.loss());
            out.printf(Locale.ROOT, "perplexity  %.3f%n", result.perplexity());
            out.printf(
                    Locale.ROOT,
                    "tokens      %,d (%,.0f a second)%n",
                    result.tokens(),
                    result.tokens() / seconds);
        }
    }

    private void evaluate(Steelyard sdk, ClassificationModel loaded) {
        PrintWriter out = spec.commandLine().getOut();
        ClassifierEvaluation result = loaded.evaluate(data.open(sdk, loaded));
        if (json) {
            ObjectNode node = new ObjectMapper().createObjectNode();
            result.figures()
                    .forEach(
                            (name, value) -> {
                                if (name.equals(FigureLines.EXAMPLES)) {
                                    node.put(name, value.longValue());
                                } else {
                                    node.put(name, value);
                                }
                            });
            out.println(node);
            return;
        }
        FigureLines.print(out, result);
    }
}
