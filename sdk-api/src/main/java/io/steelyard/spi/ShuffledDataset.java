package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.SeedHash;

import java.util.OptionalLong;
import java.util.Random;

/** Fisher and Yates' shuffle (Knuth, volume 2, algorithm P), anew for each epoch. */
record ShuffledDataset<E>(IndexedDataset<E> source, long seed) implements Dataset<E> {
    /** The order is an array; a little less than the longest one of common virtual machines. */
    private static final int MAX_COUNT = Integer.MAX_VALUE - 8;

    @Override
    public OptionalLong size() {
        return source.size();
    }

    @Override
    public DatasetIterator<E> iterator(Cursor from) {
        return new IndexedIterator<>(new Permuted<>(source, order(from.epoch())), from);
    }

    private int[] order(long epoch) {
        if (source.count() > MAX_COUNT) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "A data set of "
                            + source.count()
                            + " elements is to be shuffled; accepted are at most "
                            + MAX_COUNT
                            + ", so shuffle groups of elements instead.");
        }
        int[] order = new int[(int) source.count()];
        // The algorithm of Random is part of its specification, so an order holds on every JDK.
        Random random = new Random(SeedHash.fold(seed, "epoch " + epoch));
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private record Permuted<E>(IndexedDataset<E> source, int[] order) implements IndexedDataset<E> {
        @Override
        public long count() {
            return order.length;
        }

        @Override
        public E get(long index) {
            return source.get(order[Math.toIntExact(index)]);
        }
    }
}
