package io.steelyard.spi;

import org.jspecify.annotations.Nullable;

import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;

record FilteredDataset<E>(Dataset<E> source, Predicate<? super E> test) implements Dataset<E> {
    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public DatasetIterator<E> iterator(Cursor from) {
        return new Accepted<>(source.iterator(from), test);
    }

    private static final class Accepted<E> implements DatasetIterator<E> {
        private final DatasetIterator<E> elements;
        private final Predicate<? super E> test;
        private @Nullable E ahead;
        private Cursor cursor;

        Accepted(DatasetIterator<E> elements, Predicate<? super E> test) {
            this.elements = elements;
            this.test = test;
            this.cursor = elements.cursor();
        }

        @Override
        public boolean hasNext() {
            while (ahead == null && elements.hasNext()) {
                cursor = elements.cursor();
                E candidate = elements.next();
                if (test.test(candidate)) {
                    ahead = candidate;
                }
            }
            return ahead != null;
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException("this pass over the data has ended");
            }
            E element = ahead;
            ahead = null;
            cursor = elements.cursor();
            return Objects.requireNonNull(element);
        }

        @Override
        public Cursor cursor() {
            return cursor;
        }

        @Override
        public void close() {
            elements.close();
        }
    }
}
