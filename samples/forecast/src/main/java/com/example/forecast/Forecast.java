package com.example.forecast;

import io.steelyard.Steelyard;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.DeviceState;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Checkpoint;
import io.steelyard.train.ModelState;
import io.steelyard.train.Predictor;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/** Forecasts the next day of a series, and compares with what anyone would guess. */
@Command(
        name = "forecast",
        mixinStandardHelpOptions = true,
        description = "Forecasts a time series by a small LSTM over a sliding window.")
public final class Forecast implements Callable<Integer> {
    private static final int MADE_UP = 17 * 7 * 24;

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "A table with the oldest row first; without it, a series is made up.")
    private @Nullable Path data;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            defaultValue = "OT",
            description = "The column of the table that is forecast (${DEFAULT-VALUE}).")
    private String column = "";

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "168",
            description = "Values that are seen (${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--horizon",
            paramLabel = "N",
            defaultValue = "24",
            description = "Values that are forecast, a day of the series (${DEFAULT-VALUE}).")
    private int horizon;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "20",
            description = "Passes over the windows (${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Where the trained model is written; read from there if it is there.")
    private @Nullable Path directory;

    /** Runs it. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Forecast())
                .setExecutionExceptionHandler(
                        (failure, command, _) -> {
                            if (failure instanceof SteelyardException) {
                                command.getErr().println(failure.getMessage());
                                return 1;
                            }
                            throw failure;
                        });
    }

    @Override
    public Integer call() throws IOException {
        try (Steelyard sdk = Steelyard.create()) {
            Series series =
                    data == null
                            ? Series.generate(MADE_UP, 7)
                            : Series.read(sdk.table(data), column);
            forecast(sdk, series, spec.commandLine().getOut());
        }
        return 0;
    }

    private void forecast(Steelyard sdk, Series series, PrintWriter out) throws IOException {
        Windows.Span span = new Windows.Span(window, horizon);
        int end = series.values().length;
        // The oldest seven tenths, the next one, and the two newest: time is not shuffled.
        Windows training = new Windows(series, span, 0, end * 7 / 10);
        Windows validation = new Windows(series, span, training.to(), end * 8 / 10);
        Windows test = new Windows(series, span, validation.to(), end);
        out.printf(
                Locale.ROOT,
                "%,d values to train with, %,d to validate and %,d to test on; of %d seen, %d are"
                        + " forecast%n%n%-26s %10s %10s%n",
                training.to(),
                validation.to() - validation.from(),
                test.to() - test.from(),
                window,
                horizon,
                "",
                "MAE",
                "RMSE");
        Comparison comparison = new Comparison(test, out);
        comparison.print("the last value", past -> Comparison.lastValue(past, horizon));
        comparison.print("yesterday again", past -> Comparison.yesterday(past, horizon));

        Forecaster model = new Forecaster(32, horizon, series.scaleUntil(training.to()));
        try (Predictor predictor = sdk.predictor(model);
                ModelState state = numbers(sdk, model, predictor, training, validation)) {
            UnaryOperator<float[]> forecast = past -> forecast(predictor, state.device(), past);
            comparison.print("LSTM", forecast);
            out.printf("%n");
            comparison.plot(forecast);
            out.printf("%nWhat comes next:");
            for (float value : forecast.apply(series.last(window))) {
                out.printf(Locale.ROOT, " %.1f", value);
            }
            out.printf("%n");
            out.flush();
        }
    }

    private static float[] forecast(Predictor predictor, DeviceState state, float[] past) {
        Map<String, NdArray> features = Map.of(Forecaster.PAST, NdArray.of(past, 1, past.length));
        return predictor.predict(state, features).toFloatArray();
    }

    /** From the directory, if a model is there; else from a training, and written there. */
    private ModelState numbers(
            Steelyard sdk,
            Forecaster model,
            Predictor predictor,
            Windows training,
            Windows validation)
            throws IOException {
        if (directory != null && Files.exists(directory.resolve(Checkpoint.MODEL_FILE))) {
            return Training.load(sdk, predictor, window, directory);
        }
        ModelState state = Training.fit(sdk, model, epochs, training, validation);
        if (directory != null) {
            Checkpoint.writeModel(state, Files.createDirectories(directory));
        }
        return state;
    }
}
