package com.example.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The command. */
final class LinearRegressionTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return LinearRegression.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void printsBothSideBySide() {
        assertThat(run()).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("400 houses to train with, 100 held out, 3 columns");
        List<String[]> pairs =
                lines.stream()
                        .map(line -> line.split(" +"))
                        .filter(words -> words.length == 3 && words[2].matches("-?[0-9.]+"))
                        .toList();
        // Steps 1, 2, 4, ..., 128, three weights and the bias.
        assertThat(pairs).hasSize(8 + 3 + 1);
        List<String> errors =
                Pattern.compile("[0-9,]+(?= dollars| by the SDK)")
                        .matcher(lines.getLast())
                        .results()
                        .map(MatchResult::group)
                        .toList();
        // The noise is one of 20,000 dollars, and that of 100 houses is a fifteenth of it off.
        assertThat(errors).hasSize(2);
        for (String error : errors) {
            assertThat(Double.parseDouble(error.replace(",", "")))
                    .isCloseTo(20_000, withinPercentage(25));
        }
    }

    /**
     * Géron's notebook has a root mean squared error of 68,628 dollars for a linear fit to another
     * four fifths, with three more columns.
     */
    @Test
    void fitsCalifornia() {
        Path file = shared("shared/data/tabular/california-housing/housing.csv");
        assertThat(run("--data", file.toString(), "--steps", "1024")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.getFirst())
                .isEqualTo("16,512 houses to train with, 4,128 held out, 13 columns");
        List<String> last =
                lines.stream()
                        .filter(line -> line.startsWith("1024 "))
                        .flatMap(line -> Stream.of(line.split(" +")))
                        .toList();
        assertThat(last).hasSize(3);
        for (String loss : last.subList(1, 3)) {
            assertThat(Math.sqrt(Double.parseDouble(loss)) * Houses.UNIT)
                    .isCloseTo(68_628, withinPercentage(2));
        }
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
    void aTableWithoutThePriceIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("other.csv"), "area,cost\n1,2\n");
        assertThat(run("--data", file.toString(), "--price", "costs")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        file
                                + " has no column 'costs'. Did you mean 'cost'? Known are: area,"
                                + " cost.\n");
    }

    @Test
    void aHouseWithoutAPriceIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("gap.csv"), "area,cost\n1,2\n2,\n3,4\n");
        assertThat(run("--data", file.toString(), "--price", "cost")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        file
                                + ", line 3, column 'cost': the price is missing. Add it, or leave"
                                + " the row out.\n");
    }
}
