package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A training step by libtorch. */
interface TorchStep extends AutoCloseable {
    /**
     * Forward, backward and update; the loss.
     *
     * @param scope of what does not outlive the step
     */
    float run(NDManager scope, NDArray inputs, NDArray labels);

    @Override
    default void close() {}
}
