package io.steelyard.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.Steelyard;
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

/** {@code steelyard evaluate}: measures how well a model predicts a text. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description =
                "Measures how well a model predicts a text: loss and perplexity over all of it.",
        footer = {"", "Example:", "  steelyard evaluate --model out/mine --data input.txt --json"})
final class EvaluateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ModelOption model = new ModelOption();
    @Mixin private BackendOptions backendOptions = new BackendOptions();

    @Option(
            names = "--data",
            paramLabel = "FILE-OR-DIR",
            required = true,
            description = "The text, UTF-8.")
    private Path data = Path.of("");

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        TextCorpus corpus = TextCorpus.of(data);
        try (Steelyard sdk = backendOptions.open();
                TextGenerationModel loaded =
                        sdk.task(TextGeneration.TASK)
                                .load(model.resolve(spec.commandLine().getErr()))) {
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
        return 0;
    }
}
