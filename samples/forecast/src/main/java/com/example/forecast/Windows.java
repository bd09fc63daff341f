package com.example.forecast;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;

import java.util.Arrays;
import java.util.List;

/**
 * A window that slides over a part of a series: what is seen, and behind it what is to be forecast.
 * All that is forecast lies in the part; what is seen may lie before it, as it does on the day when
 * a forecast is made.
 *
 * @param from the first time of the part
 * @param to the time behind its last one
 */
record Windows(Series series, Span span, int from, int to)
        implements IndexedDataset<Windows.Window> {
    /**
     * How much is seen and how much is forecast.
     *
     * @param window a multiple of the horizon
     */
    record Span(int window, int horizon) {
        Span {
            if (horizon < 1 || window < horizon || window % horizon != 0) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "A window of "
                                + window
                                + " values and a horizon of "
                                + horizon
                                + " were given; accepted are windows that are a multiple of the"
                                + " horizon.");
            }
        }
    }

    record Window(float[] past, float[] future) {}

    Windows {
        if (to - Math.max(from, span.window()) < span.horizon()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "The series has "
                            + series.values().length
                            + " values, and its part from "
                            + from
                            + " to "
                            + to
                            + " has no place for a window of "
                            + span.window()
                            + " and a horizon of "
                            + span.horizon()
                            + ". Give a longer series, or a smaller --window and --horizon.");
        }
    }

    @Override
    public long count() {
        return to - span.horizon() - Math.max(from, span.window()) + 1L;
    }

    @Override
    public Window get(long index) {
        int now = Math.max(from, span.window()) + Math.toIntExact(index);
        return new Window(
                Arrays.copyOfRange(series.values(), now - span.window(), now),
                Arrays.copyOfRange(series.values(), now, now + span.horizon()));
    }

    /** In the order of time. */
    Dataset<Batch> batches(int examples) {
        return batch(examples).map(Windows::batch);
    }

    /** In another order in each epoch: the windows are mixed, and not the times within them. */
    Dataset<Batch> shuffledBatches(int examples, long seed) {
        return shuffle(seed).batch(examples).map(Windows::batch);
    }

    private static Batch batch(List<Window> windows) {
        return Batch.of(
                Forecaster.PAST,
                rows(windows.stream().map(Window::past).toList()),
                Targets.VALUES,
                rows(windows.stream().map(Window::future).toList()));
    }

    /** {@code [rows, width]}. */
    private static NdArray rows(List<float[]> rows) {
        int width = rows.getFirst().length;
        float[] flat = new float[rows.size() * width];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, flat, i * width, width);
        }
        return NdArray.of(flat, rows.size(), width);
    }
}
