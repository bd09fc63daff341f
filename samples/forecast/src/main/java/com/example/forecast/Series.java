package com.example.forecast;

import io.steelyard.data.table.TableColumn;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Values at even distances of time.
 *
 * @param values oldest first
 */
record Series(float[] values) {
    /** The standard deviation of what cannot be forecast of a series that is made up. */
    static final double NOISE = 1.5;

    private static final int DAY = 24;
    private static final int WEEK = 7 * DAY;

    /**
     * What a small town takes of a grid, by the hour: a little more each day, most in the evening,
     * less at weekends, and noise.
     */
    static Series generate(int hours, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[hours];
        for (int hour = 0; hour < hours; hour++) {
            boolean weekend = hour % WEEK >= 5 * DAY;
            double ofDay = 2 * Math.PI * (hour % DAY) / DAY;
            double daily = -10 * Math.cos(ofDay) - 4 * Math.sin(2 * ofDay);
            values[hour] =
                    (float)
                            (50
                                    + 0.002 * hour
                                    + (weekend ? 0.4 * daily - 6 : daily)
                                    + NOISE * random.nextGaussian());
        }
        return new Series(values);
    }

    /** A column of a table; refused, with its line, where a value is missing. */
    static Series read(Table table, String name) {
        TableColumn column = TableColumn.of(table, name);
        List<Float> values = new ArrayList<>();
        for (Row row : table.rows()) {
            double value =
                    column.number(row)
                            .orElseThrow(
                                    () ->
                                            column.refusal(
                                                    row.line(),
                                                    "a value is missing. A series has one at every"
                                                            + " time; put it there."));
            values.add((float) value);
        }
        float[] all = new float[values.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = values.get(i);
        }
        return new Series(all);
    }

    /** Mean and standard deviation up to a time, and of nothing that comes after. */
    Forecaster.Scale scaleUntil(int end) {
        double mean = 0;
        for (int i = 0; i < end; i++) {
            mean += values[i] / (double) end;
        }
        double variance = 0;
        for (int i = 0; i < end; i++) {
            variance += (values[i] - mean) * (values[i] - mean) / end;
        }
        // Of a series that stands still, any scale will do.
        return new Forecaster.Scale(mean, variance > 0 ? Math.sqrt(variance) : 1);
    }

    /** The last values there are, from which the time after them is forecast. */
    float[] last(int count) {
        return Arrays.copyOfRange(values, values.length - count, values.length);
    }
}
