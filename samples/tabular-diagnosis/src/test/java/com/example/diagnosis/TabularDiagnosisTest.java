package com.example.diagnosis;

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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

final class TabularDiagnosisTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return TabularDiagnosis.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    /** The two numbers of a line: as trained and calibrated, or taken for benign and malignant. */
    private double[] pair(String name, int occurrence) {
        String line =
                out.toString()
                        .lines()
                        .filter(it -> it.startsWith(name + "  "))
                        .skip(occurrence)
                        .findFirst()
                        .orElseThrow();
        String[] numbers = line.substring(name.length()).trim().split(" +");
        return new double[] {Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1])};
    }

    /** All numbers in what a pattern finds, in order. */
    private List<Double> numbers(String pattern) {
        return Pattern.compile(pattern)
                .matcher(out.toString())
                .results()
                .map((MatchResult found) -> Double.parseDouble(found.group(1)))
                .toList();
    }

    @Test
    void theThresholdByCostIsTheCheaperOne() {
        assertThat(run("--folds", "3")).isZero();
        assertThat(out.toString())
                .contains("1,200 patients to train with, 400 to choose by, 400 to test on");
        List<Double> costs = numbers("costs ([0-9]+) on");
        for (int i = 0; i < 2; i++) {
            double[] benign = pair("is benign", i);
            double[] malignant = pair("is malignant", i);
            assertThat(10 * malignant[0] + benign[1]).isEqualTo(costs.get(i));
            assertThat(benign[0] + benign[1] + malignant[0] + malignant[1]).isEqualTo(400);
        }
        assertThat(costs.get(1)).isLessThan(0.8 * costs.get(0));
        // 1 / 11, as far as 400 patients can tell.
        assertThat(numbers("threshold of (0[.0-9]+)").get(1)).isCloseTo(0.091, within(0.06));
        assertThat(numbers("folds: (0[.0-9]+)").getFirst()).isGreaterThan(0.93);
    }

    @Test
    void aTemperatureCalmsAModelThatIsTooSureOfItself() {
        assertThat(run("--overtrain", "--folds", "0")).isZero();
        assertThat(pair("temperature", 0)[1]).isGreaterThan(1.5);
        double[] errors = pair("expected calibration error", 0);
        assertThat(errors[1]).isLessThan(0.8 * errors[0]);
        double[] losses = pair("log loss", 0);
        assertThat(losses[1]).isLessThan(losses[0]);
        // It changes no diagnosis at 0.5.
        double[] accuracies = pair("accuracy", 0);
        assertThat(accuracies[1]).isEqualTo(accuracies[0]);
        assertThat(out.toString()).doesNotContain("folds");
    }

    /** At 0.3 one benign tumor alarms, and at 0.9 one malignant tumor is missed. */
    @Test
    void theCheapestThresholdWorkedByHand() {
        float[] malignant = {0.1f, 0.3f, 0.6f, 0.9f};
        int[] labels = {0, 1, 0, 1};
        assertThat(new Costs(10, 1).bestThreshold(malignant, labels)).isEqualTo(0.3f);
        assertThat(new Costs(1, 10).bestThreshold(malignant, labels)).isEqualTo(0.9f);
        assertThat(new Costs(10, 1).expectedThreshold()).isEqualTo(1 / 11.0);
        // Whoever errs for nothing takes the expected one.
        assertThat(new Costs(1, 1).bestThreshold(new float[] {0.2f, 0.8f}, new int[] {0, 1}))
                .isEqualTo(0.5);
    }

    @Test
    void breastCancer() {
        Path file = shared("shared/data/tabular/medical/breast-cancer-wisconsin.data");
        assertThat(run("--data", file.toString())).isZero();
        assertThat(out.toString())
                .contains("419 patients to train with, 140 to choose by, 140 to test on");
        assertThat(numbers("folds: (0[.0-9]+)").getFirst()).isGreaterThanOrEqualTo(0.99);
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
        Path file = Files.writeString(directory.resolve("other.csv"), "1,2\n3,4\n");
        assertThat(run("--data", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith(file + " has no column '3'.");
    }

    @Test
    void aBackendThatIsNotThereIsNamed() {
        StringWriter errors = new StringWriter();
        int code =
                TabularDiagnosis.commandLine()
                        .setErr(new PrintWriter(errors))
                        .execute("--backend", "abacus");
        assertThat(code).isEqualTo(1);
        assertThat(errors.toString())
                .startsWith("There is no backend named 'abacus'. Known are: reference");
    }
}
