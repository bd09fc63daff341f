package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The forms in which texts are given to be predicted to a model that learned from a folder. */
final class PredictedTextsTest {
    @TempDir private static Path directory = Path.of("");

    @TempDir private Path own = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        Path texts = Files.createDirectory(directory.resolve("texts"));
        Files.writeString(texts.resolve("good.txt"), "a lovely day\n".repeat(40));
        Files.writeString(texts.resolve("sad.txt"), "a grim night\n".repeat(40));
        CommandRun run =
                CommandRun.of(
                        "train",
                        "classification",
                        "--kind",
                        "text",
                        "--data",
                        texts.toString(),
                        "--out",
                        model(),
                        "--epochs",
                        "8",
                        "--learning-rate",
                        "0.01");
        assertThat(run.status()).as(run.err()).isZero();
    }

    private static String model() {
        return directory.resolve("model").toString();
    }

    private static CommandRun predict(String... inputs) {
        String[] arguments = new String[3 + 2 * inputs.length];
        List.of("predict", "--model", model()).toArray(arguments);
        for (int i = 0; i < inputs.length; i++) {
            arguments[3 + 2 * i] = "--input";
            arguments[4 + 2 * i] = inputs[i];
        }
        return CommandRun.of(arguments);
    }

    /** The classes and places of what is predicted. */
    private static List<String> said(String... inputs) {
        CommandRun run = predict(inputs);
        assertThat(run.status()).as(run.err()).isZero();
        return run.out().lines().map(line -> line.replaceFirst("\t.*\t", " ")).toList();
    }

    @Test
    void textsThemselves() {
        assertThat(said("a lovely day", "a grim night", ""))
                .startsWith("good the text", "sad the text")
                .hasSize(3);
    }

    @Test
    void theLinesOfAFile() throws IOException {
        Path file = Files.writeString(own.resolve("new.txt"), "a grim night\n\na lovely day\n");
        assertThat(said(file.toString()))
                .containsExactly("sad " + file + ", line 1", "good " + file + ", line 3");
    }

    @Test
    void aDirectoryLikeThatOfTheTraining() throws IOException {
        Files.createDirectory(own.resolve("some"));
        Files.writeString(own.resolve("some/1.txt"), "a grim\nnight");
        Files.writeString(own.resolve("some/2.txt"), "a lovely\nday");
        assertThat(said(own.toString()))
                .containsExactly("sad " + own + ", line 1", "good " + own + ", line 2");
    }

    @Test
    void whatHasNoText() throws IOException {
        Path file = Files.writeString(own.resolve("new.txt"), "\n \n");
        CommandRun run = predict(file.toString());
        assertThat(run.err())
                .isEqualTo(
                        "steelyard: "
                                + file
                                + " has no line with text. Name a file that has some."
                                + System.lineSeparator());
        assertThat(run.status()).isEqualTo(1);
    }
}
