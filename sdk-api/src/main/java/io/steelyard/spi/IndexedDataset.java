package io.steelyard.spi;

import java.util.OptionalLong;

/** A finite data set whose elements can be read in any order, and so be shuffled. */
public interface IndexedDataset<E> extends Dataset<E> {
    /** The number of elements. */
    long count();

    /** The element at an index in [0, count); safe for use from several threads. */
    E get(long index);

    @Override
    default OptionalLong size() {
        return OptionalLong.of(count());
    }

    @Override
    default DatasetIterator<E> iterator(Cursor from) {
        return new IndexedIterator<>(this, from);
    }

    /**
     * The same elements in an order that follows from the seed and the epoch. Takes 4 bytes an
     * element; iterators throw {@code INVALID_DATA} for 2^31 elements and more.
     */
    default Dataset<E> shuffle(long seed) {
        return new ShuffledDataset<>(this, seed);
    }
}
