package io.steelyard.spi;

import io.steelyard.model.SeedHash;
import java.util.OptionalLong;
import java.util.Random;

/** Fisher and Yates' shuffle (Knuth, volume 2, algorithm P), anew for each epoch. */
record ShuffledDataset<E>(IndexedDataset<E> source, long seed) implements Dataset<E> {
    @Override
    public OptionalLong size() {
        return source.size();
    }

    @Override
    public DatasetIterator<E> iterator(Cursor from) {
        return new IndexedIterator<>(new Permuted<>(source, order(from.epoch())), from);
    }

    private int[] order(long epoch) {
        int[] order = new int[Math.toIntExact(source.count())];
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
