package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** From a file to a classifier that predicts and is measured, by commands alone. */
final class ClassifyTest {
    @TempDir private static Path directory = Path.of("");
    private static Path file = Path.of("");
    private static Path model = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        file = SmallData.points(directory.resolve("points.csv"), 300);
        model = directory.resolve("model");
        CommandRun run =
                CommandRun.of(
                        "train",
                        "classification",
                        "--data",
                        file.toString(),
                        "--kind",
                        "tabular",
                        "--label",
                        "side",
                        "--out",
                        model.toString(),
                        "--epochs",
                        "6",
                        "--learning-rate",
                        "0.01");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("300 rows, 2 columns to learn from")
                .contains("validation after step")
                .contains("Ended after step");
    }

    private static CommandRun predict(String input, String... more) {
        return onModel("predict", "--input", input, more);
    }

    private static CommandRun evaluate(Path data, String... more) {
        return onModel("evaluate", "--data", data.toString(), more);
    }

    private static CommandRun onModel(String command, String option, String value, String... more) {
        String[] arguments = {command, "--model", model.toString(), option, value};
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return CommandRun.of(all);
    }

    @Test
    void rowsArePredicted() throws IOException {
        Path rows = Files.writeString(directory.resolve("new.csv"), "y,x\n-2,2\n2,-2\n");
        CommandRun run = predict(rows.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("low\t").endsWith("new.csv, line 2"),
                        line -> assertThat(line).startsWith("high\t").endsWith("new.csv, line 3"));
        JsonNode json = new ObjectMapper().readTree(predict(rows.toString(), "--json").out());
        JsonNode first = json.path("predictions").path(0);
        assertThat(first.path("label").asText()).isEqualTo("low");
        assertThat(first.path("probabilities").path("low").asDouble()).isGreaterThan(0.9);
    }

    @Test
    void weightsOfAClassifierAreNotRounded() throws IOException {
        Path others = SmallData.points(directory.resolve("rounded.csv"), 20);
        CommandRun run = evaluate(others, "--weights", "bf16");
        assertThat(run.err())
                .isEqualTo(
                        "steelyard: Option --weights is one of language models, and "
                                + model
                                + " holds a model of the task 'classification'; leave it out."
                                + System.lineSeparator());
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void aModelIsMeasured() throws IOException {
        Path others = SmallData.points(directory.resolve("others.csv"), 200);
        CommandRun run = evaluate(others, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode figures = new ObjectMapper().readTree(run.out());
        assertThat(figures.path("examples").toString()).isEqualTo("200");
        assertThat(figures.path("accuracy").asDouble()).isGreaterThan(0.9);
    }

    @Test
    void brokenDataIsNamed() throws IOException {
        Path ragged = Files.writeString(directory.resolve("ragged.csv"), "x,y,side\n1,2,low\n3\n");
        CommandRun run =
                CommandRun.of(
                        "train",
                        "classification",
                        "--data",
                        ragged.toString(),
                        "--label",
                        "side",
                        "--out",
                        directory.resolve("none").toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains(ragged + ", line 3");
        assertThat(directory.resolve("none")).doesNotExist();
        Path words = Files.writeString(directory.resolve("words.csv"), "x,y\nthree,1\n");
        assertThat(predict(words.toString()).err())
                .contains(words + ", line 2, column 'x': 'three' is no number");
        assertThat(predict(directory.resolve("absent.csv").toString()).status()).isEqualTo(1);
    }

    @Test
    void optionsThatDoNotFitAreUsageErrors() {
        CommandRun label =
                CommandRun.of("train", "classification", "--data", file.toString(), "--out", "x");
        assertThat(label.status()).isEqualTo(2);
        assertThat(label.err()).contains("Option --label is missing");
        CommandRun kind =
                CommandRun.of(
                        "train", "classification", "--data", file.toString(), "--kind", "tabel");
        assertThat(kind.status()).isEqualTo(2);
        assertThat(kind.err()).contains("Option --kind is 'tabel'");
    }
}
