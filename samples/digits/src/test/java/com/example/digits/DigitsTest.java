package com.example.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command. */
final class DigitsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Digits.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    /** Percent after each epoch, in the order in which they are printed. */
    private List<Double> accuracies() {
        return lines().stream()
                .filter(line -> line.startsWith("epoch"))
                .map(line -> line.replaceAll(".*accuracy +| %.*", ""))
                .map(Double::valueOf)
                .toList();
    }

    /**
     * Guessing is right for a tenth of 1,000, and for 14 % with a probability below 1e-4. The
     * convolutions beat the LSTM.
     */
    @Test
    void bothLearnFromAFewDrawnDigits() {
        assertThat(run("--examples", "1280", "--epochs", "2")).isZero();
        assertThat(lines())
                .startsWith("1,280 digits of 14 x 14 pixels to learn from, 1,000 to test with")
                .contains("LSTM, 92,426 parameters", "CNN, 169,194 parameters");
        List<Double> accuracies = accuracies();
        assertThat(accuracies).hasSize(4);
        assertThat(accuracies.get(1)).isGreaterThan(20);
        assertThat(accuracies.get(3)).isGreaterThan(80);
    }

    @Test
    void weightsAndOrderFollowFromTheSeed() {
        String first = output("--seed", "1");
        assertThat(output("--seed", "1")).isEqualTo(first);
        assertThat(output("--seed", "2")).isNotEqualTo(first);
    }

    /** Of a short training, without the seconds. */
    private String output(String... more) {
        out.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of("--models", "cnn", "--epochs", "1"));
        arguments.addAll(List.of("--examples", "256"));
        arguments.addAll(List.of(more));
        assertThat(run(arguments.toArray(String[]::new))).isZero();
        return out.toString().replaceAll(" +[0-9]+ s", "");
    }

    /** With 50 steps; the most frequent digit of the test part makes 11.35 %. */
    @Test
    void theConvolutionsLearnFromMnist() {
        Path mnist = shared("shared/data/mnist");
        assertThat(
                        run(
                                "--data",
                                mnist.toString(),
                                "--models",
                                "CNN",
                                "--epochs",
                                "1",
                                "--examples",
                                "3200"))
                .isZero();
        assertThat(lines())
                .startsWith("3,200 digits of 28 x 28 pixels to learn from, 10,000 to test with");
        assertThat(accuracies()).hasSize(1).first(DOUBLE).isGreaterThan(70);
    }

    private static Path shared(String name) {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.exists(up.resolve(name))) {
                return up.resolve(name);
            }
        }
        return Assumptions.abort(name + " is not beside or above this project");
    }

    @Test
    void aDirectoryWithoutDigitsIsRefused(@TempDir Path directory) {
        assertThat(run("--data", directory.toString())).isEqualTo(1);
        assertThat(err.toString())
                .startsWith(directory + " has neither train-images-idx3-ubyte nor ");
    }

    @Test
    void aDirectoryWithoutDigitsToTestWithIsRefused(@TempDir Path directory) throws IOException {
        byte[] image = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4};
        byte[] label = {0, 0, 8, 1, 0, 0, 0, 1, 5};
        Files.write(directory.resolve("train-images-idx3-ubyte"), image);
        Files.write(directory.resolve("train-labels-idx1-ubyte"), label);
        assertThat(run("--data", directory.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        directory
                                + " has no digits to test with; put t10k-images-idx3-ubyte and"
                                + " t10k-labels-idx1-ubyte there.\n");
    }

    @Test
    void anotherModelIsRefused() {
        assertThat(run("--models", "lstm,rnn")).isEqualTo(2);
        assertThat(err.toString()).contains("'rnn'", "LSTM", "CNN");
    }
}
