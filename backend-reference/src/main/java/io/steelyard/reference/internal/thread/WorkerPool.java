package io.steelyard.reference.internal.thread;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A parallel loop with a dispatch below a microsecond. The caller works too, so a pool of {@code n}
 * threads starts {@code n - 1} workers. Idle workers spin for a moment, yielding, before they park:
 * the kernels of a training step follow one another within microseconds, and waking a parked thread
 * costs tens of them.
 *
 * <p>Safe to use from many threads. One call at a time has the workers; a caller that finds them
 * taken, or that is itself a task of this pool, runs its loop alone. A call allocates nothing.
 */
public final class WorkerPool implements AutoCloseable {
    /** The body of a parallel loop. */
    @FunctionalInterface
    public interface Task {
        /** Does the part of the work that {@code index} stands for. */
        void run(int index);
    }

    private static final int SPINS_BETWEEN_YIELDS = 64;
    private static final long SPIN_NANOSECONDS = 1_000_000;

    private static final VarHandle CLAIM;
    private static final VarHandle FINISHED;
    private static final VarHandle OCCUPIED;
    private static final VarHandle FAILURE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CLAIM = lookup.findVarHandle(WorkerPool.class, "claim", long.class);
            FINISHED = lookup.findVarHandle(WorkerPool.class, "finished", int.class);
            OCCUPIED = lookup.findVarHandle(WorkerPool.class, "occupied", boolean.class);
            FAILURE = lookup.findVarHandle(WorkerPool.class, "failure", Throwable.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Worker[] workers;

    /**
     * The number of the loop in the upper half, the indices not yet claimed in the lower half. An
     * index is claimed by a compare-and-set, so a late worker can never take an index of a later
     * loop for one of an earlier: {@code task} and {@code tasks} only change between loops, when
     * nothing is left to claim.
     */
    private volatile long claim;

    private volatile int finished;
    private volatile boolean occupied;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread waiting;
    private volatile boolean closed;
    private @Nullable Task task;
    private int tasks;

    /**
     * Starts the workers.
     *
     * @param threads how many threads work on a loop, the caller among them, at least 1
     */
    public WorkerPool(int threads) {
        if (threads < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A worker pool was asked for "
                            + threads
                            + " threads, but it needs at least 1: pass 1 for no parallelism.");
        }
        workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
        }
        for (Worker worker : workers) {
            worker.thread.start();
        }
    }

    /** How many threads work on a loop, the caller among them. */
    public int threads() {
        return workers.length + 1;
    }

    /**
     * Runs {@code task} once for each index from 0 to {@code tasks - 1} and returns when all have
     * ended. If some fail, the others still run, and the failure that came first is thrown; later
     * ones are lost.
     */
    public void run(int tasks, Task task) {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED,
                    "The worker pool is closed: create a new backend to run programs again.");
        }
        if (tasks <= 1
                || workers.length == 0
                || occupied
                || !OCCUPIED.compareAndSet(this, false, true)) {
            runAlone(tasks, task);
            return;
        }
        Throwable first;
        try {
            first = runTogether(tasks, task);
        } finally {
            occupied = false;
        }
        if (first != null) {
            WorkerPool.<RuntimeException>rethrow(first);
        }
    }

    /** Runs a loop on a pool as {@link #run(int, Task)} does, or here if there is none. */
    public static void run(@Nullable WorkerPool pool, int tasks, Task task) {
        if (pool == null) {
            runAlone(tasks, task);
        } else {
            pool.run(tasks, task);
        }
    }

    private static void runAlone(int tasks, Task task) {
        Throwable first = null;
        for (int i = 0; i < tasks; i++) {
            try {
                task.run(i);
            } catch (Throwable e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            WorkerPool.<RuntimeException>rethrow(first);
        }
    }

    private @Nullable Throwable runTogether(int tasks, Task task) {
        this.task = task;
        this.tasks = tasks;
        finished = 0;
        failure = null;
        claim = ((claim >>> 32) + 1) << 32 | tasks;
        int wanted = Math.min(workers.length, tasks - 1);
        for (int i = 0; i < wanted; i++) {
            if (workers[i].parked) {
                LockSupport.unpark(workers[i].thread);
            }
        }
        while (runNext()) {
            // Claims and runs until nothing is left to claim.
        }
        awaitFinished(tasks);
        this.task = null;
        Throwable first = failure;
        failure = null;
        return first;
    }

    /** Claims one index and runs it; false if none was left. */
    private boolean runNext() {
        long seen = claim;
        int left = (int) seen;
        while (left > 0) {
            Task body = task;
            int count = tasks;
            if (body != null && CLAIM.compareAndSet(this, seen, seen - 1)) {
                try {
                    body.run(count - left);
                } catch (Throwable e) {
                    FAILURE.compareAndSet(this, null, e);
                }
                if ((int) FINISHED.getAndAdd(this, 1) + 1 == count) {
                    LockSupport.unpark(waiting);
                }
                return true;
            }
            seen = claim;
            left = (int) seen;
        }
        return false;
    }

    private void awaitFinished(int tasks) {
        long deadline = 0;
        int spins = 0;
        while (finished < tasks) {
            Thread.onSpinWait();
            if (++spins % SPINS_BETWEEN_YIELDS != 0) {
                continue;
            }
            // Without the yield, a caller and a worker that share a core would wait out a whole
            // time slice of each other.
            Thread.yield();
            long now = System.nanoTime();
            if (deadline == 0) {
                deadline = now + SPIN_NANOSECONDS;
            } else if (now > deadline) {
                waiting = Thread.currentThread();
                if (finished < tasks) {
                    LockSupport.park(this);
                }
                waiting = null;
            }
        }
    }

    /**
     * Ends the workers, and returns when they have ended. A loop that runs meanwhile is completed.
     */
    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker.thread);
        }
        for (Worker worker : workers) {
            if (worker.thread == Thread.currentThread()) {
                continue;
            }
            try {
                worker.thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Throws a checked exception that a task smuggled through as it is, instead of wrapping it. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable failure) throws T {
        throw (T) failure;
    }

    private final class Worker implements Runnable {
        private final Thread thread;
        private volatile boolean parked;

        private Worker(int number) {
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .inheritInheritableThreadLocals(false)
                            .name("steelyard-worker-" + number)
                            .unstarted(this);
            thread.setContextClassLoader(null);
        }

        @Override
        public void run() {
            while (true) {
                if (runNext()) {
                    continue;
                }
                if (closed) {
                    return;
                }
                spin();
            }
        }

        /** Returns when there is something to claim, when the pool closes, or after a park. */
        private void spin() {
            long deadline = System.nanoTime() + SPIN_NANOSECONDS;
            for (int spins = 1; (int) claim == 0 && !closed; spins++) {
                Thread.onSpinWait();
                if (spins % SPINS_BETWEEN_YIELDS != 0) {
                    continue;
                }
                Thread.yield();
                if (System.nanoTime() > deadline) {
                    parked = true;
                    if ((int) claim == 0 && !closed) {
                        LockSupport.park(WorkerPool.this);
                    }
                    parked = false;
                    // An interrupt would make every later park return at once.
                    Thread.interrupted();
                    return;
                }
            }
        }
    }
}
