package io.steelyard.data;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Groups that are made of the elements of one window at a time. Window k has the elements that lie
 * at the places from {@code k * window} on in the source, {@code window} of them at most, and the
 * position of a cursor is where its window begins and how many of its elements were delivered: so
 * one number leads to a group, and what lies before its window is not read.
 */
record WindowedDataset<E, R>(
        Dataset<E> source, int window, Function<List<E>, List<WindowedDataset.Group<R>>> grouping)
        implements Dataset<R> {
    /** A group and how many elements of the source it is made of. */
    record Group<R>(R value, int elements) {}

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public DatasetIterator<R> iterator(Cursor from) {
        return new Grouping<>(this, from);
    }

    private static final class Grouping<E, R> implements DatasetIterator<R> {
        private final DatasetIterator<E> elements;
        private final Function<List<E>, List<Group<R>>> grouping;
        private final int window;
        private final long epoch;
        private final Deque<Group<R>> groups = new ArrayDeque<>();

        /** Where the current window begins, and its elements that were delivered. */
        private long start;

        private long delivered;

        /** What a cursor says was delivered of its window, until that is read. */
        private long toSkip;

        Grouping(WindowedDataset<E, R> dataset, Cursor from) {
            this.grouping = dataset.grouping;
            this.window = dataset.window;
            this.epoch = from.epoch();
            this.toSkip = from.position() % window;
            this.start = from.position() - toSkip;
            this.elements = dataset.source.iterator(new Cursor(epoch, start));
            if (toSkip > 0) {
                groups.addAll(grouping.apply(read()));
                skip(from);
            }
        }

        private List<E> read() {
            List<E> content = new ArrayList<>();
            while (elements.hasNext() && elements.cursor().position() < start + window) {
                content.add(elements.next());
            }
            return content;
        }

        private void skip(Cursor from) {
            while (delivered < toSkip && !groups.isEmpty()) {
                delivered += groups.remove().elements();
            }
            if (delivered != toSkip) {
                elements.close();
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        "A cursor at position "
                                + from.position()
                                + " of pass "
                                + from.epoch()
                                + " lies within a group of sequences; the data or its groups are"
                                + " not those that the cursor was taken from.");
            }
        }

        @Override
        public boolean hasNext() {
            while (groups.isEmpty() && elements.hasNext()) {
                // A filter may leave windows without an element.
                start = elements.cursor().position() / window * window;
                delivered = 0;
                groups.addAll(grouping.apply(read()));
            }
            return !groups.isEmpty();
        }

        @Override
        public R next() {
            if (!hasNext()) {
                throw new NoSuchElementException("this pass over the data has ended");
            }
            Group<R> group = groups.remove();
            delivered += group.elements();
            return group.value();
        }

        @Override
        public Cursor cursor() {
            return new Cursor(epoch, start + delivered);
        }

        @Override
        public void close() {
            elements.close();
        }
    }
}
