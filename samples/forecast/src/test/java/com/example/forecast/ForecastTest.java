package com.example.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Batch;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

final class ForecastTest {
    private static final int MAE = 0;
    private static final int RMSE = 1;

    private StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out = new StringWriter();
        return Forecast.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    /** One of the two figures of a forecast. */
    private double error(String forecast, int figure) {
        String line =
                out.toString()
                        .lines()
                        .filter(it -> it.startsWith(forecast + "  "))
                        .findFirst()
                        .orElseThrow();
        return Double.parseDouble(line.substring(forecast.length()).trim().split(" +")[figure]);
    }

    /** Nobody can forecast the noise, and whoever repeats a day has it twice. */
    @Test
    void theModelBeatsWhatAnyoneWouldGuess() {
        assertThat(run("--epochs", "10")).isZero();
        for (int figure : new int[] {MAE, RMSE}) {
            assertThat(error("LSTM", figure))
                    .isLessThan(0.6 * error("yesterday again", figure))
                    .isLessThan(0.3 * error("the last value", figure));
        }
        assertThat(error("LSTM", RMSE)).isGreaterThan(0.95 * Series.NOISE);
        assertThat(error("yesterday again", RMSE)).isGreaterThan(Math.sqrt(2) * Series.NOISE);
        assertThat(out.toString().lines().filter(line -> line.matches("(came|forecast) .*")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).matches("[a-z]+ +[▁▂▃▄▅▆▇█]{72}"));
    }

    @Test
    void aSavedModelForecastsTheSame(@TempDir Path directory) {
        String model = directory.resolve("model").toString();
        assertThat(run("--epochs", "1", "--model", model)).isZero();
        String trained = out.toString();
        assertThat(run("--epochs", "10", "--model", model)).isZero();
        assertThat(out.toString()).isEqualTo(trained);
    }

    /** Each value is its time. */
    @Test
    void whatIsForecastLiesInItsPartAndWhatIsSeenBeforeIt() {
        float[] values = new float[20];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Series series = new Series(values);
        Windows windows = new Windows(series, new Windows.Span(4, 2), 10, 15);
        assertThat(windows.count()).isEqualTo(4);
        assertThat(windows.get(0).past()).containsExactly(6, 7, 8, 9);
        assertThat(windows.get(0).future()).containsExactly(10, 11);
        assertThat(windows.get(3).past()).containsExactly(9, 10, 11, 12);
        assertThat(windows.get(3).future()).containsExactly(13, 14);
        // At the beginning there is nothing to see.
        Windows first = new Windows(series, new Windows.Span(4, 2), 0, 7);
        assertThat(first.count()).isEqualTo(2);
        assertThat(first.get(0).past()).containsExactly(0, 1, 2, 3);
        Batch batch = first.batches(8).iterator().next();
        assertThat(batch.features().get("past").toFloatArray())
                .containsExactly(0, 1, 2, 3, 1, 2, 3, 4);
        assertThat(batch.targets().get("values").toFloatArray()).containsExactly(4, 5, 5, 6);
        // 0 to 6 alone: mean 3, variance (9 + 4 + 1) * 2 / 7 = 4.
        assertThat(series.scaleUntil(7).mean()).isCloseTo(3, within(1e-12));
        assertThat(series.scaleUntil(7).deviation()).isCloseTo(2, within(1e-12));
    }

    @Test
    void realTemperatures() {
        Path file = shared("shared/data/timeseries/daily-min-temperatures.csv");
        assertThat(
                        run(
                                "--data=" + file,
                                "--column=Temp",
                                "--window=28",
                                "--horizon=7",
                                "--epochs=10"))
                .isZero();
        assertThat(out.toString())
                .contains("2,555 values to train with, 365 to validate and 730 to test on");
        assertThat(error("LSTM", RMSE))
                .isLessThan(0.9 * error("the last value", RMSE))
                .isLessThan(0.9 * error("yesterday again", RMSE));
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
    void saysWhatCannotBeForecast(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("gap.csv"), "t,x\n1,5\n2,\n3,7\n");
        assertThat(run("--data", file.toString(), "--column", "x")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        file
                                + ", line 3, column 'x': a value is missing. A series has one at"
                                + " every time; put it there.\n");
        assertThatThrownBy(() -> new Windows.Span(100, 24))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "A window of 100 values and a horizon of 24 were given; accepted are"
                                + " windows that are a multiple of the horizon.");
        Series few = new Series(new float[30]);
        assertThatThrownBy(() -> new Windows(few, new Windows.Span(24, 12), 0, 30))
                .isInstanceOf(SteelyardException.class)
                .hasMessageStartingWith(
                        "The series has 30 values, and its part from 0 to 30 has no place for a"
                                + " window of 24 and a horizon of 12.");
    }
}
