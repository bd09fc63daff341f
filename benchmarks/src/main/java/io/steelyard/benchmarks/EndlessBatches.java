package io.steelyard.benchmarks;

import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;

/**
 * Endless batches of random content, the same for everyone: what is in them does not change what a
 * step costs.
 *
 * @param seed of what is drawn
 * @param batch draws the next one
 */
public record EndlessBatches(long seed, Function<Random, Batch> batch) implements Dataset<Batch> {
    private static final long SEED = 1;

    /** Token ids I32 {@code [batch, context]}, which are to be predicted from themselves. */
    public static EndlessBatches tokens(int batch, int context, int vocabulary) {
        return new EndlessBatches(
                SEED,
                random -> {
                    int[] ids = random.ints((long) batch * context, 0, vocabulary).toArray();
                    NdArray tokens = NdArray.of(ids, batch, context);
                    return Batch.of("input_ids", tokens, "labels", tokens);
                });
    }

    /** Images F32 {@code [batch, size, size, 1]} and their labels I32 {@code [batch]}. */
    public static EndlessBatches images(int batch, int size, int classes) {
        return labelled("image", classes, batch, size, size, 1);
    }

    /** Vectors F32 {@code [batch, size]} and their labels I32 {@code [batch]}. */
    public static EndlessBatches vectors(int batch, int size, int classes) {
        return labelled("x", classes, batch, size);
    }

    private static EndlessBatches labelled(String feature, int classes, long... sizes) {
        int batch = Math.toIntExact(sizes[0]);
        return new EndlessBatches(
                SEED,
                random -> {
                    NdArray content = NdArray.zeros(TensorType.of(DType.F32, sizes));
                    for (long i = 0; i < content.type().elements(); i++) {
                        content.set(i, random.nextFloat());
                    }
                    NdArray labels = NdArray.of(random.ints(batch, 0, classes).toArray(), batch);
                    return Batch.of(feature, content, "labels", labels);
                });
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public DatasetIterator<Batch> iterator(Cursor from) {
        Random random = new Random(seed);
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
