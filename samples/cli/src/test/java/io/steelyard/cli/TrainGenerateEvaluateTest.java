package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The way from a text to a model that completes and measures other texts. */
final class TrainGenerateEvaluateTest {
    private static final String[] STEPS = {
        "--steps",
        "30",
        "--checkpoint-every",
        "10",
        "--validate-every",
        "20",
        "--seed",
        "3",
        "--learning-rate",
        "0.01"
    };

    @TempDir private static Path directory = Path.of("");
    private static Path text = Path.of("");
    private static Path model = Path.of("");
    private static CommandRun training = new CommandRun(-1, "", "");

    @BeforeAll
    static void train() throws IOException {
        text = CommandRun.text(directory);
        model = directory.resolve("model");
        training = CommandRun.training(text, model, STEPS);
    }

    @Test
    void trainingTellsWhatItDoesAndShowsWhatItChanges() {
        assertThat(training.status()).as(training.err()).isZero();
        assertThat(training.err())
                .contains("text.txt: 3,240 characters in 1 file")
                // 28 x 16 + 16 x 16 for tokens and positions, 3,280 in the block, 32 in the last
                // norm
                .contains("4,016 parameters, 28 tokens in the vocabulary")
                .contains("30 steps of 4 x 16 tokens, backend reference")
                .containsPattern("step 30 of 30, loss \\d\\.\\d{4}, [\\d,]+ tokens/s, 0:00 left")
                .contains("validation after step 20: loss")
                .contains("Saved in " + model)
                .contains("generate --model " + model + " --prompt");
        assertThat(training.out())
                .contains("--- a sample from before training ---\nthe quick brown fox ")
                .contains("--- a sample from after training ---\nthe quick brown fox ");
        assertThat(model)
                .isDirectoryContaining(file -> file.endsWith("model.safetensors"))
                .isDirectoryContaining(file -> file.endsWith("config.json"))
                .isDirectoryContaining(file -> file.endsWith("tokenizer.json"))
                .isDirectoryContaining(file -> file.endsWith("steelyard.json"));
    }

    @Test
    void theSameSeedGivesTheSameModelAndMetrics() throws IOException {
        Path again = directory.resolve("again");
        assertThat(CommandRun.training(text, again, STEPS).out()).isEqualTo(training.out());
        assertThat(Metrics.of(again)).isEqualTo(Metrics.of(model)).isNotEmpty();
        assertThat(again.resolve("model.safetensors"))
                .hasSameBinaryContentAs(model.resolve("model.safetensors"));
    }

    @Test
    void metricsHaveOneObjectForEachLoggedStep() {
        List<JsonNode> lines = Metrics.of(model);
        JsonNode last = lines.getLast();
        assertThat(last.get("step").asLong()).isEqualTo(30);
        assertThat(last.has("validation/loss")).isTrue();
        assertThat(lines).allMatch(line -> line.has("step") && line.has("learning_rate"));
        // The text has 28 different characters: ln 28 = 3.33 is what knowing nothing costs.
        assertThat(lines.getFirst().get("train/loss").asDouble()).isCloseTo(3.33, within(0.1));
        assertThat(last.get("train/loss").asDouble()).isLessThan(3);
    }

    @Test
    void standardOutputHasTheCompletionAlone() {
        CommandRun run = generate("--max-tokens", "40", "--seed", "7");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).hasSize(41).endsWith("\n");
        assertThat(run.err()).isEmpty();
        assertThat(generate("--max-tokens", "40", "--seed", "7")).isEqualTo(run);
        assertThat(generate("--max-tokens", "40", "--seed", "8")).isNotEqualTo(run);
    }

    @Test
    void aStopTextEndsTheCompletion() {
        String whole = generate("--max-tokens", "40", "--seed", "7").out();
        String stop = whole.substring(10, 12);
        CommandRun run = generate("--max-tokens", "40", "--seed", "7", "--stop", stop);
        assertThat(run.out()).isEqualTo(whole.substring(0, whole.indexOf(stop)) + "\n");
    }

    @Test
    void temperatureZeroNeedsNoSeed() {
        CommandRun run = generate("--max-tokens", "10", "--temperature", "0");
        assertThat(generate("--max-tokens", "10", "--temperature", "0")).isEqualTo(run);
    }

    @Test
    void weightsMayBeRounded() {
        CommandRun run = generate("--max-tokens", "40", "--seed", "7", "--weights", "bf16");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).hasSize(41);
        assertThat(generate("--max-tokens", "40", "--seed", "7", "--weights", "bf16"))
                .isEqualTo(run);
        CommandRun unknown = generate("--weights", "bf15");
        assertThat(unknown.err())
                .startsWith("steelyard: Option --weights is 'bf15'. ")
                .contains("bf16");
        assertThat(unknown.status()).isNotZero();
    }

    @Test
    void aPromptInCharactersThatTheModelDoesNotKnowIsRefused() {
        CommandRun run =
                CommandRun.of("generate", "--model", model.toString(), "--prompt", "the ÄQUATOR");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("Ä");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aReaderThatHasEnoughEndsTheCommandQuietly() {
        StringWriter err = new StringWriter();
        Writer closed =
                new Writer() {
                    @Override
                    public void write(char[] buffer, int offset, int length) throws IOException {
                        throw new IOException("Broken pipe");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        int status =
                Main.run(
                        new PrintWriter(closed),
                        new PrintWriter(err, true),
                        "generate",
                        "--model",
                        model.toString(),
                        "--prompt",
                        "the");
        assertThat(status).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void evaluationPrintsLossAndPerplexity() throws IOException {
        CommandRun run =
                CommandRun.of(
                        "evaluate",
                        "--model",
                        model.toString(),
                        "--data",
                        text.toString(),
                        "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.out());
        double loss = result.get("loss").asDouble();
        assertThat(loss).isBetween(1.0, 3.0);
        assertThat(result.get("perplexity").asDouble()).isCloseTo(Math.exp(loss), within(1e-9));
        // Every token but the first is predicted.
        assertThat(result.get("tokens").asLong()).isEqualTo(3239);
        assertThat(result.get("tokens_per_second").asDouble()).isPositive();
        assertThat(
                        CommandRun.of(
                                        "evaluate",
                                        "--model",
                                        model.toString(),
                                        "--data",
                                        text.toString())
                                .out())
                .contains("loss")
                .contains("perplexity")
                .contains("tokens");
    }

    @Test
    void whatRoundedWeightsCostIsMeasured() throws IOException {
        double whole = loss();
        double rounded = loss("--weights", "bf16");
        assertThat(rounded).isNotEqualTo(whole).isCloseTo(whole, within(0.05));
    }

    private static double loss(String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("evaluate", "--json", "--model", model.toString()));
        arguments.addAll(List.of("--data", text.toString()));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out()).path("loss").asDouble();
    }

    @Test
    void aCheckpointIsAModelToo() {
        CommandRun run =
                CommandRun.of(
                        "generate",
                        "--model",
                        model.resolve("checkpoints/step-00000020").toString(),
                        "--prompt",
                        "the",
                        "--max-tokens",
                        "5");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).hasSize(6);
    }

    @Test
    void ofATrainingThatWasCutOffTheNewestCheckpointIsTaken() throws IOException {
        Path cutOff = directory.resolve("cut-off");
        Files.createDirectories(cutOff.resolve("checkpoints"));
        for (String step : List.of("step-00000020", "step-00000030")) {
            Path target = Files.createDirectory(cutOff.resolve("checkpoints").resolve(step));
            try (var files = Files.list(model.resolve("checkpoints").resolve(step))) {
                for (Path file : files.toList()) {
                    Files.copy(file, target.resolve(file.getFileName()));
                }
            }
        }
        CommandRun run =
                CommandRun.of(
                        "generate", "--model", cutOff.toString(), "--prompt", "the", "--seed", "1");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("taking its checkpoint step-00000030");
    }

    @Test
    void aDirectoryThatIsInUseIsRefused() throws IOException {
        byte[] before = Files.readAllBytes(model.resolve("model.safetensors"));
        CommandRun run = CommandRun.training(text, model, STEPS);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("holds a training already").contains("--resume");
        assertThat(Files.readAllBytes(model.resolve("model.safetensors"))).isEqualTo(before);
    }

    @Test
    void theRecipeFileCountsMoreThanThePresetAndOptionsCountMore() throws IOException {
        Path recipe =
                Files.writeString(
                        directory.resolve("recipe.json"),
                        """
                        {"layers": 1, "heads": 1, "channels": 8, "context": 8, "steps": 9, "seed": 5}
                        """);
        Path out = directory.resolve("from-recipe");
        CommandRun run =
                CommandRun.of(
                        "train",
                        "text-generation",
                        "--data",
                        text.toString(),
                        "--out",
                        out.toString(),
                        "--recipe",
                        recipe.toString(),
                        "--steps",
                        "2");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode saved =
                new ObjectMapper().readTree(out.resolve("steelyard.json").toFile()).get("recipe");
        assertThat(saved.get("steps").asLong()).isEqualTo(2);
        assertThat(saved.get("seed").asLong()).isEqualTo(5);
        assertThat(saved.get("channels").asInt()).isEqualTo(8);
        assertThat(saved.get("batch_size").asInt()).isEqualTo(12);
    }

    private static CommandRun generate(String... options) {
        String[] arguments = {"generate", "--model", model.toString(), "--prompt", "the quick"};
        return CommandRun.of(
                java.util.stream.Stream.of(arguments, options)
                        .flatMap(java.util.Arrays::stream)
                        .toArray(String[]::new));
    }
}
