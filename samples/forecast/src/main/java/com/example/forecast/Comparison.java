package com.example.forecast;

import io.steelyard.metric.RegressionFigures;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Forecasts side by side, on the same windows. A forecast is a function of what is seen.
 *
 * @param windows of a part that nothing was fitted to
 */
record Comparison(Windows windows, PrintWriter out) {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int PLOTTED = 3;

    /** What stands there now, for all times that come. */
    static float[] lastValue(float[] past, int horizon) {
        float[] forecast = new float[horizon];
        Arrays.fill(forecast, past[past.length - 1]);
        return forecast;
    }

    /** The same hours of yesterday, where the horizon is a day. */
    static float[] yesterday(float[] past, int horizon) {
        return Arrays.copyOfRange(past, past.length - horizon, past.length);
    }

    /** Prints how far a forecast is off, over all windows and all times of the horizon. */
    void print(String name, UnaryOperator<float[]> forecast) {
        int horizon = windows.span().horizon();
        double[] forecasts = new double[Math.toIntExact(windows.count()) * horizon];
        double[] values = new double[forecasts.length];
        int number = 0;
        for (Windows.Window window : windows) {
            float[] given = forecast.apply(window.past());
            for (int i = 0; i < horizon; i++) {
                forecasts[number] = given[i];
                values[number++] = window.future()[i];
            }
        }
        RegressionFigures figures = RegressionFigures.of(forecasts, values);
        out.printf(
                Locale.ROOT,
                "%-26s %10.3f %10.3f%n",
                name,
                figures.meanAbsoluteError(),
                figures.rootMeanSquaredError());
        out.flush();
    }

    /** Draws the last windows that do not overlap: what came, and what was forecast. */
    void plot(UnaryOperator<float[]> forecast) {
        int horizon = windows.span().horizon();
        int count = Math.toIntExact(Math.min(PLOTTED, (windows.count() - 1) / horizon + 1));
        float[] actual = new float[count * horizon];
        float[] given = new float[count * horizon];
        for (int i = 0; i < count; i++) {
            Windows.Window window = windows.get(windows.count() - 1 - (count - 1L - i) * horizon);
            System.arraycopy(window.future(), 0, actual, i * horizon, horizon);
            System.arraycopy(forecast.apply(window.past()), 0, given, i * horizon, horizon);
        }
        out.printf("came      %s%nforecast  %s%n", bars(actual, actual), bars(given, actual));
    }

    /** A bar for each value; the lowest and the highest one are those of a scale. */
    private static String bars(float[] values, float[] scale) {
        double low = doubles(scale).min().orElse(0);
        double high = doubles(scale).max().orElse(1);
        return doubles(values)
                .mapToInt(value -> (int) ((value - low) / (high - low) * BARS.length()))
                .mapToObj(bar -> BARS.charAt(Math.clamp(bar, 0, BARS.length() - 1)))
                .map(String::valueOf)
                .collect(Collectors.joining());
    }

    private static DoubleStream doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
    }
}
