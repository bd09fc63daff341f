package io.steelyard.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into a request to stop, and keeps the process alive until the work has
 * ended in good order and all that it had to say is written. The JVM gives the exit status then:
 * 130 or 143.
 */
final class Interruption implements AutoCloseable {
    /** The end of a step and a checkpoint take seconds; what hangs for longer is better ended. */
    private static final long PATIENCE_SECONDS = 600;

    private final PrintWriter err;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "steelyard-interruption");
    private volatile boolean requested;
    private boolean watching;

    Interruption(PrintWriter err) {
        this.err = err;
    }

    /** From here on a signal is a request, and ends nothing by itself. */
    void watch() {
        if (!watching) {
            watching = true;
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** Whether the process was asked to end. */
    boolean requested() {
        return requested;
    }

    private void await() {
        if (ended.getCount() == 0) {
            return;
        }
        requested = true;
        err.println();
        err.println("Interrupted: finishing the step and saving a checkpoint ...");
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                err.println("steelyard: the training did not end in time and is cut off.");
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the process end. */
    @Override
    public void close() {
        ended.countDown();
        if (watching && !requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyEnding) {
                // The signal came between the two lines; the hook returns by itself.
                requested = true;
            }
        }
    }
}
