package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

record PrefetchedDataset<E>(Dataset<E> source, int ahead) implements Dataset<E> {
    PrefetchedDataset {
        if (ahead < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Prefetching of " + ahead + " elements was asked for; accepted are 1 or more.");
        }
    }

    @Override
    public OptionalLong size() {
        return source.size();
    }

    @Override
    public DatasetIterator<E> iterator(Cursor from) {
        return new Prefetching<>(source, from, ahead);
    }

    /** What the preparing thread hands over. */
    private sealed interface Delivery<E> {
        record Element<E>(E value, Cursor next) implements Delivery<E> {}

        record End<E>() implements Delivery<E> {}

        record Failure<E>(Throwable cause) implements Delivery<E> {}
    }

    private static final class Prefetching<E> implements DatasetIterator<E> {
        private final BlockingQueue<Delivery<E>> queue;
        private final Thread thread;
        private volatile boolean closed;
        private @Nullable Delivery<E> head;
        private Cursor cursor;

        Prefetching(Dataset<E> source, Cursor from, int ahead) {
            queue = new ArrayBlockingQueue<>(ahead);
            cursor = from;
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .name("steelyard-prefetch")
                            .start(() -> prepare(source, from));
        }

        private void prepare(Dataset<E> source, Cursor from) {
            try {
                try (DatasetIterator<E> elements = source.iterator(from)) {
                    while (!closed && elements.hasNext()) {
                        E value = elements.next();
                        deliver(new Delivery.Element<>(value, elements.cursor()));
                    }
                    deliver(new Delivery.End<>());
                } catch (RuntimeException | Error failure) {
                    deliver(new Delivery.Failure<>(failure));
                }
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }

        private void deliver(Delivery<E> delivery) throws InterruptedException {
            if (!closed) {
                queue.put(delivery);
            }
        }

        private Delivery<E> head() {
            if (closed) {
                throw new SteelyardException(
                        ErrorCode.CLOSED, "Data was asked of an iterator after it was closed.");
            }
            if (head == null) {
                try {
                    head = queue.take();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new SteelyardException(
                            ErrorCode.CLOSED, "Reading data was interrupted.", interrupted);
                }
            }
            return head;
        }

        @Override
        public boolean hasNext() {
            return switch (head()) {
                case Delivery.Element<E> _ -> true;
                case Delivery.End<E> _ -> false;
                case Delivery.Failure<E>(RuntimeException failure) -> throw failure;
                case Delivery.Failure<E>(Error failure) -> throw failure;
                case Delivery.Failure<E>(Throwable failure) ->
                        throw new IllegalStateException(failure);
            };
        }

        @Override
        public E next() {
            if (!hasNext() || !(head() instanceof Delivery.Element<E>(E value, Cursor next))) {
                throw new NoSuchElementException("this pass over the data has ended");
            }
            head = null;
            cursor = next;
            return value;
        }

        @Override
        public Cursor cursor() {
            return cursor;
        }

        @Override
        public void close() {
            closed = true;
            // An interrupt would close file channels that the data set goes on to use; a free place
            // lets the
            // thread finish the one delivery that it may be waiting to make.
            queue.clear();
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
