package io.steelyard.reference.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

final class WorkerPoolTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void runsEachIndexExactlyOnce(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            assertThat(pool.threads()).isEqualTo(threads);
            for (int tasks : new int[] {0, 1, 2, 3, 7, 64, 1000}) {
                for (int repeat = 0; repeat < 100; repeat++) {
                    int[] runs = new int[tasks];
                    pool.run(tasks, index -> runs[index]++);
                    assertThat(runs).containsOnly(tasks == 0 ? new int[0] : new int[] {1});
                }
            }
        }
    }

    @Test
    void sharesTheWorkWithItsWorkers() {
        try (WorkerPool pool = new WorkerPool(3)) {
            // Each task waits for the other two: it only ends if three threads take part.
            CountDownLatch together = new CountDownLatch(3);
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            pool.run(
                    3,
                    index -> {
                        threads.add(Thread.currentThread());
                        together.countDown();
                        await(together);
                    });
            assertThat(threads).hasSize(3).contains(Thread.currentThread());
            threads.remove(Thread.currentThread());
            assertThat(threads)
                    .allMatch(Thread::isDaemon)
                    .allMatch(thread -> thread.getContextClassLoader() == null)
                    .extracting(Thread::getName)
                    .containsExactlyInAnyOrder("steelyard-worker-1", "steelyard-worker-2");
        }
    }

    @Test
    void servesCallersThatComeAtTheSameTime() throws InterruptedException {
        try (WorkerPool pool = new WorkerPool(2)) {
            AtomicIntegerArray totals = new AtomicIntegerArray(4);
            List<Thread> callers = new ArrayList<>();
            for (int c = 0; c < totals.length(); c++) {
                int caller = c;
                callers.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            for (int i = 0; i < 2000; i++) {
                                                pool.run(
                                                        5,
                                                        index ->
                                                                totals.addAndGet(
                                                                        caller, index + 1));
                                            }
                                        }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            for (int c = 0; c < totals.length(); c++) {
                assertThat(totals.get(c)).isEqualTo(2000 * 15);
            }
        }
    }

    @Test
    void runsLoopsInsideOfLoops() {
        try (WorkerPool pool = new WorkerPool(3)) {
            AtomicInteger runs = new AtomicInteger();
            pool.run(4, outer -> pool.run(5, inner -> runs.incrementAndGet()));
            assertThat(runs).hasValue(20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void throwsTheFailureOfATaskAfterTheOthersHaveRun(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            AtomicIntegerArray runs = new AtomicIntegerArray(10);
            WorkerPool.Task task =
                    index -> {
                        runs.incrementAndGet(index);
                        if (index == 3) {
                            throw new IllegalStateException("task 3");
                        }
                    };
            assertThatIllegalStateException()
                    .isThrownBy(() -> pool.run(10, task))
                    .withMessage("task 3");
            for (int i = 0; i < runs.length(); i++) {
                assertThat(runs.get(i)).isEqualTo(1);
            }
            pool.run(2, index -> runs.incrementAndGet(index));
            assertThat(runs.get(0)).isEqualTo(2);
        }
    }

    @Test
    void wakesWorkersThatHaveParked() {
        try (WorkerPool pool = new WorkerPool(2)) {
            for (int repeat = 0; repeat < 3; repeat++) {
                AtomicReference<Thread> worker = new AtomicReference<>();
                CountDownLatch together = new CountDownLatch(2);
                pool.run(
                        2,
                        index -> {
                            if (Thread.currentThread().isDaemon()) {
                                worker.set(Thread.currentThread());
                            }
                            together.countDown();
                            await(together);
                        });
                Thread idle = worker.get();
                assertThat(idle).isNotNull();
                while (idle.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicIntegerArray sums = new AtomicIntegerArray(4);
        WorkerPool.Task task = index -> sums.addAndGet(index, 1);
        try (WorkerPool pool = new WorkerPool(2)) {
            long fewest = Long.MAX_VALUE;
            for (int repeat = 0; repeat < 20; repeat++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 2000; i++) {
                    pool.run(4, task);
                }
                fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(fewest).isLessThan(2000);
        }
    }

    @Test
    void endsItsThreadsWhenClosed() {
        WorkerPool pool = new WorkerPool(3);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch together = new CountDownLatch(3);
        pool.run(
                3,
                index -> {
                    threads.add(Thread.currentThread());
                    together.countDown();
                    await(together);
                });
        pool.close();
        pool.close();
        threads.remove(Thread.currentThread());
        assertThat(threads).hasSize(2).noneMatch(Thread::isAlive);
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> pool.run(2, index -> {}))
                .withMessage(
                        "The worker pool is closed: create a new backend to run programs again.")
                .extracting(SteelyardException::code)
                .isEqualTo(ErrorCode.CLOSED);
    }

    @Test
    void refusesToHaveNoThreads() {
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> new WorkerPool(0))
                .withMessage(
                        "A worker pool was asked for 0 threads, but it needs at least 1: "
                                + "pass 1 for no parallelism.")
                .extracting(SteelyardException::code)
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
