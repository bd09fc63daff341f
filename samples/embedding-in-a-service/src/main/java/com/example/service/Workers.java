package com.example.service;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few threads that compute, and a queue of a few that wait for them. Who comes to a full queue is
 * sent away at once: under more load than there are cores, the answers that are given stay fast.
 */
final class Workers implements AutoCloseable {
    private final ThreadPoolExecutor threads;

    Workers(int count, int queue) {
        threads =
                new ThreadPoolExecutor(
                        count,
                        count,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queue),
                        Thread.ofPlatform().name("predict-", 1).factory());
    }

    /**
     * The result of work on one of the threads.
     *
     * @throws RejectedExecutionException when the queue is full, or after close
     */
    <T> T call(Callable<T> work) throws InterruptedException {
        try {
            return threads.submit(work).get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(failed.getCause());
            }
        }
    }

    /** How much work waits for a thread. */
    int waiting() {
        return threads.getQueue().size();
    }

    /** Takes no more work, and returns when all that was taken is done. */
    @Override
    public void close() {
        threads.close();
    }
}
