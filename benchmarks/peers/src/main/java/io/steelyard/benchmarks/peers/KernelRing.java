package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

import io.steelyard.reference.internal.thread.WorkerPool;

import java.util.List;

/**
 * Where kernels meet: makes sure that both sides compute the same, and has them compared.
 *
 * @param manager of libtorch
 * @param pool of ours
 */
record KernelRing(NDManager manager, WorkerPool pool) {
    /** Both sides may differ by so much, as a part of the largest number of a result. */
    static final double TOLERANCE = 1e-4;

    /**
     * Compares a kernel with statements of TorchScript.
     *
     * @param work of one call
     * @param ours the kernel
     * @param body the statements on arrays {@code a0}, {@code a1} ...
     * @param operands these arrays
     * @param results what the statements assign
     * @param expected where the kernel leaves the same; those of libtorch are not used
     * @return how many times as fast ours is
     */
    double compare(
            String name,
            double work,
            String unit,
            Runnable ours,
            String body,
            List<NDArray> operands,
            List<String> results,
            List<KernelArrays.Both> expected) {
        try (TorchKernel kernel = new TorchKernel(manager, body, results, operands)) {
            ours.run();
            requireSame(name, kernel, expected);
            Duel duel =
                    new Duel(
                            name,
                            work,
                            unit,
                            times -> {
                                for (int i = 0; i < times; i++) {
                                    ours.run();
                                }
                            },
                            times -> kernel.run(times).close());
            return duel.run();
        }
    }

    private static void requireSame(
            String name, TorchKernel kernel, List<KernelArrays.Both> expected) {
        try (NDList results = kernel.run(1)) {
            for (int i = 0; i < expected.size(); i++) {
                double difference =
                        new KernelArrays.Both(expected.get(i).address(), results.get(i))
                                .difference();
                if (!(difference <= TOLERANCE)) {
                    throw new IllegalStateException(
                            name
                                    + ": result "
                                    + (i + 1)
                                    + " of our kernel and of libtorch differ by "
                                    + difference
                                    + " of the largest number: they do not compute the same.");
                }
            }
        }
    }

    /** Cuts a range into a part for each thread. */
    void split(long count, Range part) {
        int threads = pool.threads();
        pool.run(
                threads, index -> part.run(count * index / threads, count * (index + 1) / threads));
    }

    /** A part of a loop. */
    interface Range {
        void run(long from, long to);
    }
}
