package io.steelyard.data;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

record ParallelDataset<E, R>(
        Dataset<E> source, int threads, Function<? super E, ? extends R> function)
        implements Dataset<R> {
    private static final int AHEAD_PER_THREAD = 4;

    ParallelDataset {
        if (threads < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A map on " + threads + " threads was asked for; accepted are 1 or more.");
        }
    }

    @Override
    public OptionalLong size() {
        return source.size();
    }

    @Override
    public DatasetIterator<R> iterator(Cursor from) {
        return new Mapping<>(source.iterator(from), threads, function);
    }

    /** A result to come, and where a new iterator would deliver it. */
    private record Ahead<R>(Cursor place, CompletableFuture<R> result) {}

    private static final class Mapping<E, R> implements DatasetIterator<R> {
        private final DatasetIterator<E> elements;
        private final Function<? super E, ? extends R> function;
        private final int ahead;
        private final ThreadPoolExecutor pool;
        private final Deque<Ahead<R>> queue = new ArrayDeque<>();

        /** Whether the source has ended or failed, so that nothing more is computed. */
        private boolean ended;

        private boolean closed;

        Mapping(
                DatasetIterator<E> elements,
                int threads,
                Function<? super E, ? extends R> function) {
            this.elements = elements;
            this.function = function;
            this.ahead = (int) Math.min((long) threads * AHEAD_PER_THREAD, Integer.MAX_VALUE);
            this.pool =
                    new ThreadPoolExecutor(
                            threads,
                            threads,
                            0,
                            TimeUnit.SECONDS,
                            new LinkedBlockingQueue<>(),
                            Thread.ofPlatform().daemon().name("steelyard-map-", 1).factory());
        }

        private void fill() {
            if (closed) {
                throw new SteelyardException(
                        ErrorCode.CLOSED, "Data was asked of an iterator after it was closed.");
            }
            while (!ended && queue.size() < ahead) {
                // Of the element that is tried: a source may have passed it when it fails.
                Cursor place = elements.cursor();
                try {
                    if (elements.hasNext()) {
                        // A filter knows the place of its next element once it has looked for it.
                        place = elements.cursor();
                        E element = elements.next();
                        queue.add(
                                new Ahead<>(
                                        place,
                                        CompletableFuture.supplyAsync(
                                                () -> function.apply(element), pool)));
                    } else {
                        end();
                    }
                } catch (RuntimeException | Error failure) {
                    queue.add(new Ahead<>(place, CompletableFuture.failedFuture(failure)));
                    end();
                }
            }
        }

        /** Lets the threads end once they have computed what they were given. */
        private void end() {
            ended = true;
            pool.shutdown();
        }

        @Override
        public boolean hasNext() {
            fill();
            return !queue.isEmpty();
        }

        @Override
        public R next() {
            if (!hasNext()) {
                throw new NoSuchElementException("this pass over the data has ended");
            }
            R result = result(queue.element().result());
            queue.remove();
            return result;
        }

        private static <R> R result(CompletableFuture<R> future) {
            try {
                return future.join();
            } catch (CompletionException failure) {
                switch (failure.getCause()) {
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw failure;
                }
            }
        }

        @Override
        public Cursor cursor() {
            return queue.isEmpty() ? elements.cursor() : queue.element().place();
        }

        @Override
        public void close() {
            closed = true;
            // No interrupt: it would close file channels that the data set goes on to use.
            pool.getQueue().clear();
            pool.shutdown();
            try {
                pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            elements.close();
        }
    }
}
