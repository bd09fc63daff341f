package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.text.GenerationOptions;
import io.steelyard.text.Prompt;
import io.steelyard.text.TextGeneration;
import io.steelyard.text.TextGenerationModel;
import io.steelyard.text.TextGenerator;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** {@code steelyard generate}: lets a model complete a text. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Completes a text. Prints the completion alone on standard output, as it is made."
        },
        footer = {
            "",
            "Examples:",
            "  steelyard generate --model out/mine --prompt \"ROMEO:\" --max-tokens 300",
            "  steelyard generate --model out/mine --prompt \"ROMEO:\" --temperature 0",
            "  cat start.txt | steelyard generate --model out/mine --prompt -"
        })
final class GenerateCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ModelOption model = new ModelOption();
    @Mixin private BackendOptions backendOptions = new BackendOptions();
    @Mixin private WeightsOption weights = new WeightsOption();

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            required = true,
            description = "What is completed; - reads it from standard input.")
    private String prompt = "";

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "200",
            description = "The most tokens that are added; ${DEFAULT-VALUE} if not named.")
    private int maxTokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1.0",
            description =
                    "Below 1 more predictable, above 1 more varied; 0 always takes the likeliest"
                            + " token. ${DEFAULT-VALUE} if not named.")
    private float temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "Draw from the K likeliest tokens only; 0 for all.")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1.0",
            description = "Draw from the likeliest tokens that together have probability P.")
    private float topP;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0.0",
            description = "Draw from tokens at least P times as likely as the likeliest.")
    private float minP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            defaultValue = "1.0",
            description = "Above 1 makes tokens that were there already less likely.")
    private float repetitionPenalty;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description = "End before this text; may be given more than once.")
    private List<String> stop = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Makes the draws repeatable; another completion at each call if not named.")
    private @Nullable Long seed;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        GenerationOptions options =
                new GenerationOptions(
                        maxTokens,
                        temperature,
                        topK,
                        topP,
                        minP,
                        repetitionPenalty,
                        stop,
                        seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
        try (Steelyard sdk = backendOptions.open();
                TextGenerationModel loaded =
                        sdk.task(TextGeneration.TASK)
                                .load(model.resolve(spec.commandLine().getErr()), weights.dtype());
                TextGenerator generator = loaded.predictor()) {
            generator.stream(
                    new Prompt(promptText(), options),
                    piece -> OutputClosedException.print(out, piece));
        }
        OutputClosedException.print(out, System.lineSeparator());
        return 0;
    }

    private String promptText() throws IOException {
        return prompt.equals("-")
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                : prompt;
    }
}
