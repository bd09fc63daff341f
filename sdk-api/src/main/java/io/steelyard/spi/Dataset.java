package io.steelyard.spi;

import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Elements in an order, finite or not, that can be delivered again from any {@link Cursor}: the
 * same cursor gives the same elements, so that a training resumes exactly. Immutable and safe for
 * use from many threads; iterators are not.
 */
public interface Dataset<E> extends Iterable<E> {
    /** The number of elements of a pass; empty when it is endless or not known. */
    OptionalLong size();

    /** Delivers one pass from a cursor on. */
    DatasetIterator<E> iterator(Cursor from);

    /** Delivers the first pass. */
    @Override
    default Iterator<E> iterator() {
        return iterator(Cursor.START);
    }

    /** Each element as a function gives it. */
    default <R> Dataset<R> map(Function<? super E, ? extends R> function) {
        return new MappedDataset<>(this, function);
    }

    /** The elements that a test accepts. */
    default Dataset<E> filter(Predicate<? super E> test) {
        return new FilteredDataset<>(this, test);
    }

    /**
     * Groups of so many elements in their order; the last one may be smaller. Throws {@code
     * INVALID_ARGUMENT} for less than 1.
     */
    default Dataset<List<E>> batch(int size) {
        return new BatchedDataset<>(this, size);
    }

    /**
     * Prepares up to so many elements ahead on a thread of its own. A failure there is thrown where
     * its element would have been delivered. Closing an iterator waits for the element that is
     * being prepared and ends the thread; one that is neither closed nor read to its end keeps it.
     * Throws {@code INVALID_ARGUMENT} for less than 1.
     */
    default Dataset<E> prefetch(int elements) {
        return new PrefetchedDataset<>(this, elements);
    }
}
