package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the command line says of itself, and of arguments that it does not know. */
final class UsageTest {
    @TempDir private Path directory = Path.of("");

    static Stream<Arguments> optionsOfEachCommand() {
        List<String> everywhere = List.of("--help", "--version", "--debug", "--verbose", "Example");
        return Stream.of(
                Arguments.of(
                        List.of(),
                        everywhere,
                        List.of(
                                "train",
                                "generate",
                                "evaluate",
                                "export",
                                "doctor",
                                "Exit status")),
                Arguments.of(List.of("train"), everywhere, List.of("text-generation")),
                Arguments.of(
                        List.of("train", "text-generation"),
                        everywhere,
                        List.of(
                                "--data",
                                "--out",
                                "--resume",
                                "--preset",
                                "--recipe",
                                "--tokenizer",
                                "--steps",
                                "--batch-size",
                                "--context",
                                "--layers",
                                "--heads",
                                "--channels",
                                "--learning-rate",
                                "--dropout",
                                "--seed",
                                "--validate-every",
                                "--checkpoint-every",
                                "--backend",
                                "--threads",
                                "--device",
                                "--xla",
                                "--tf32",
                                "tensorflow",
                                "char-cpu",
                                "gpt2-small")),
                Arguments.of(
                        List.of("generate"),
                        everywhere,
                        List.of(
                                "--model",
                                "--prompt",
                                "--max-tokens",
                                "--temperature",
                                "--top-k",
                                "--top-p",
                                "--min-p",
                                "--repetition-penalty",
                                "--stop",
                                "--seed",
                                "--backend",
                                "--threads",
                                "--device",
                                "--xla")),
                Arguments.of(
                        List.of("evaluate"),
                        everywhere,
                        List.of(
                                "--model",
                                "--data",
                                "--json",
                                "--backend",
                                "--threads",
                                "--device",
                                "--xla")),
                Arguments.of(
                        List.of("export"),
                        everywhere,
                        List.of("--model", "--format", "saved-model", "--out")),
                Arguments.of(List.of("doctor"), everywhere, List.of("--json")));
    }

    @ParameterizedTest
    @MethodSource("optionsOfEachCommand")
    void helpNamesEveryOptionAndGivesAnExample(
            List<String> command, List<String> everywhere, List<String> own) {
        CommandRun run =
                CommandRun.of(
                        Stream.concat(command.stream(), Stream.of("--help"))
                                .toArray(String[]::new));
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains(everywhere).contains(own);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void theVersionNamesTheJavaThatRunsIt() {
        CommandRun run = CommandRun.of("--version");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("steelyard ").contains(Runtime.version().toString());
    }

    static Stream<Arguments> wrongArguments() {
        return Stream.of(
                wrong("Did you mean: steelyard train?", "trian"),
                wrong(
                        "No command was named; known are train, generate, predict, evaluate,"
                                + " compare, export and doctor."),
                wrong("No task was named; known are text-generation", "train"),
                wrong("Did you mean: train text-generation", "train", "text-generaton"),
                wrong("--steps", "train", "text-generation", "--stpes", "3"),
                wrong(
                        "Invalid value for option '--steps'",
                        "train",
                        "text-generation",
                        "--steps",
                        "many"),
                wrong(
                        "There is no preset named 'char-cup'. Did you mean 'char-cpu'?",
                        "train",
                        "text-generation",
                        "--preset",
                        "char-cup"),
                wrong(
                        "There is no backend named 'referense'. Did you mean 'reference'?",
                        "train",
                        "text-generation",
                        "--backend",
                        "referense"),
                wrong(
                        "The command line has \"steps\": 0; accepted is 1 or more.",
                        "train",
                        "text-generation",
                        "--steps",
                        "0"),
                wrong(
                        "has \"heads\": 3; accepted is a divisor of the channels, 128",
                        "train",
                        "text-generation",
                        "--heads",
                        "3"),
                wrong("no tokenizer", "train", "text-generation", "--tokenizer", "words"),
                wrong("Missing required option: '--prompt=TEXT'", "generate", "--model", "x"),
                wrong("Missing required options", "evaluate"),
                wrong(
                        "The temperature is -1.0; accepted is",
                        "generate",
                        "--model",
                        "x",
                        "--prompt",
                        "a",
                        "--temperature",
                        "-1"),
                wrong("Option threads", "train", "text-generation", "--threads", "0"),
                wrong(
                        "Option --device is one of the backend tensorflow, and no backend was"
                                + " named",
                        "train",
                        "text-generation",
                        "--device",
                        "gpu"),
                wrong(
                        "Option --xla is one of the backend tensorflow, and backend reference was;"
                                + " add --backend tensorflow, or leave it out.",
                        "generate",
                        "--model",
                        "x",
                        "--prompt",
                        "y",
                        "--backend",
                        "reference",
                        "--xla"),
                wrong(
                        "Option --tf32 is one of the backend tensorflow, and no backend was named",
                        "train",
                        "text-generation",
                        "--tf32"),
                wrong(
                        "Option device of the tensorflow backend was 'tpu'; accepted are cpu, gpu",
                        "train",
                        "text-generation",
                        "--backend",
                        "tensorflow",
                        "--device",
                        "tpu"));
    }

    private static Arguments wrong(String sentence, String... arguments) {
        return Arguments.of(sentence, arguments);
    }

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void aWrongArgumentIsAUsageError(String sentence, String[] arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.err()).contains(sentence).doesNotContain("\tat ");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void withoutALauncherTheTextMustBeNamed() {
        CommandRun run =
                CommandRun.of(
                        "train", "text-generation", "--out", directory.resolve("o").toString());
        assertThat(run.err()).contains("No --data was given");
        assertThat(run.status()).isEqualTo(2);
    }

    static Stream<Arguments> wrongRecipes() {
        return Stream.of(
                Arguments.of("{\"steps\": \"many\"}", "has \"steps\": \"many\""),
                Arguments.of("{\"step\": 3}", "Did you mean 'steps'?"),
                Arguments.of("{\"steps\": -3}", "has \"steps\": -3"),
                Arguments.of("{\"steps\": 3", "is no JSON"),
                Arguments.of("[3]", "is no JSON object"));
    }

    @ParameterizedTest
    @MethodSource("wrongRecipes")
    void whatIsWrongInARecipeIsSaidWithItsFile(String json, String sentence) throws IOException {
        Path recipe = Files.writeString(directory.resolve("mine.json"), json);
        CommandRun run = CommandRun.of("train", "text-generation", "--recipe", recipe.toString());
        assertThat(run.err()).contains(recipe.toString()).contains(sentence);
        assertThat(run.status()).isIn(1, 2);
    }

    @Test
    void aRecipeThatIsNotThereIsSaid() {
        CommandRun run =
                CommandRun.of("train", "text-generation", "--recipe", "no/such/recipe.json");
        assertThat(run.err()).contains("The recipe file no/such/recipe.json cannot be read");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void debugAddsTheStackTrace() {
        CommandRun run = CommandRun.of("train", "text-generation", "--preset", "huge", "--debug");
        assertThat(run.err()).contains("no preset named 'huge'").contains("\tat io.steelyard.");
    }

    @Test
    void thereIsNoModelInADirectoryThatDoesNotExist() {
        CommandRun run = CommandRun.of("generate", "--model", "no/such", "--prompt", "a");
        assertThat(run.err()).contains("There is no directory no/such");
        assertThat(run.status()).isEqualTo(1);
    }
}
