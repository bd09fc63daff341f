package io.steelyard.benchmarks;

import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.tensor.NdArray;

import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;

/**
 * Endless batches of random content, the same for everyone: what is in them does not change what a
 * step costs.
 *
 * @param batch draws the next one
 */
record EndlessBatches(Function<Random, Batch> batch) implements Dataset<Batch> {
    private static final long SEED = 1;

    /** Token ids I32 {@code [batch, context]}, which are to be predicted from themselves. */
    static EndlessBatches tokens(int batch, int context, int vocabulary) {
        return new EndlessBatches(
                random -> {
                    int[] ids = random.ints((long) batch * context, 0, vocabulary).toArray();
                    NdArray tokens = NdArray.of(ids, batch, context);
                    return Batch.of("input_ids", tokens, "labels", tokens);
                });
    }

    /** Images F32 {@code [batch, size, size, 1]} and their labels I32 {@code [batch]}. */
    static EndlessBatches images(int batch, int size, int classes) {
        return new EndlessBatches(
                random -> {
                    float[] pixels = new float[batch * size * size];
                    for (int i = 0; i < pixels.length; i++) {
                        pixels[i] = random.nextFloat();
                    }
                    return Batch.of(
                            "image",
                            NdArray.of(pixels, batch, size, size, 1),
                            "labels",
                            NdArray.of(random.ints(batch, 0, classes).toArray(), batch));
                });
    }

    Random random() {
        return new Random(SEED);
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public DatasetIterator<Batch> iterator(Cursor from) {
        Random random = random();
        return new DatasetIterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Batch next() {
                return batch.apply(random);
            }

            @Override
            public Cursor cursor() {
                return from;
            }

            @Override
            public void close() {}
        };
    }
}
