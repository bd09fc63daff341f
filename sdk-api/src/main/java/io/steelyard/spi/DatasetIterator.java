package io.steelyard.spi;

import java.util.Iterator;

/**
 * Delivers the elements of one pass over a {@link Dataset}. Not safe for use from several threads.
 */
public interface DatasetIterator<E> extends Iterator<E>, AutoCloseable {
    /** Where a new iterator would deliver the element that this one delivers next. */
    Cursor cursor();

    /** Ends threads and closes files, if there are any. Closing again does nothing. */
    @Override
    void close();
}
