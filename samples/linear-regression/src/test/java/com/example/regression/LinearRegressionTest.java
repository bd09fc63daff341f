package com.example.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class LinearRegressionTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return LinearRegression.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    /** The lines of two numbers: name, by hand, by the SDK. */
    private List<String[]> pairs() {
        return out.toString()
                .lines()
                .map(line -> line.trim().split(" +"))
                .filter(words -> words.length == 3 && words[2].matches("-?[0-9.]+"))
                .toList();
    }

    private double weight(String name) {
        return pairs().stream()
                .filter(words -> words[0].equals(name))
                .mapToDouble(words -> Double.parseDouble(words[2]))
                .findFirst()
                .orElseThrow();
    }

    private void bothAgree() {
        assertThat(pairs())
                .allSatisfy(
                        words -> {
                            double byHand = Double.parseDouble(words[1]);
                            // Floats beside doubles, and the fifth decimal rounded.
                            assertThat(Double.parseDouble(words[2]))
                                    .as(words[0])
                                    .isCloseTo(byHand, within(1e-5 + 1e-5 * Math.abs(byHand)));
                        });
    }

    /**
     * The columns have the deviations 160 / sqrt(12), 80 / sqrt(12) and 30 / sqrt(12). With noise
     * of 0.2 the weights from 400 houses have a standard error of 0.01; this allows four.
     */
    @Test
    void findsTheLineThatHousesWereMadeFrom() {
        assertThat(run()).isZero();
        assertThat(pairs()).hasSize(8 + 4);
        bothAgree();
        assertThat(weight("area")).isCloseTo(0.02 * 160 / Math.sqrt(12), within(0.06));
        assertThat(weight("age")).isCloseTo(-0.01 * 80 / Math.sqrt(12), within(0.06));
        assertThat(weight("distance")).isCloseTo(-0.05 * 30 / Math.sqrt(12), within(0.06));
    }

    /** The data's README: a linear fit has 68,628 on the training part, with one more column. */
    @Test
    void fitsCalifornia() {
        Path file = shared("shared/data/tabular/california-housing/housing.csv");
        assertThat(run("--data", file.toString(), "--steps", "64")).isZero();
        bothAgree();
        assertThat(out.toString()).contains("16,346 houses to train with, 4,087 held out");
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
    void anotherTableIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("other.csv"), "a,b\n1,2\n");
        assertThat(run("--data", file.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        file
                                + " has no column 'longitude'; it has [a, b]. Give the California"
                                + " housing table.\n");
    }
}
