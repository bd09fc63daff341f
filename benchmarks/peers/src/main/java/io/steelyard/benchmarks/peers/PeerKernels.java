package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import io.steelyard.reference.internal.kernel.CompilerDirectives;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the benchmarks of kernels beside DJL's operations share: libtorch, threads, arrays. */
@State(Scope.Benchmark)
public class PeerKernels {
    /** Threads of both sides. */
    @Param("2")
    public int threads;

    private NDManager manager;
    private WorkerPool pool;
    private KernelArrays arrays;

    /** Loads libtorch and starts the threads. */
    @Setup
    public void open() {
        CompilerDirectives.install();
        manager = Libtorch.open(threads);
        pool = new WorkerPool(threads);
        arrays = new KernelArrays(manager);
    }

    /** Ends all of it. */
    @TearDown
    public void close() {
        arrays.close();
        pool.close();
        manager.close();
    }

    WorkerPool pool() {
        return pool;
    }

    KernelArrays arrays() {
        return arrays;
    }

    KernelRing ring() {
        return new KernelRing(manager, pool);
    }

    /** Fails where what a kernel left in memory is not what the operation of DJL gives. */
    static void requireSame(String name, KernelArrays.Both kernel, NDArray operation) {
        try (operation) {
            double difference = new KernelArrays.Both(kernel.address(), operation).difference();
            if (!(difference <= KernelRing.TOLERANCE)) {
                throw new IllegalStateException(
                        name
                                + " of our kernel and of DJL differ by "
                                + difference
                                + " of the largest number: they do not compute the same.");
            }
        }
    }
}
