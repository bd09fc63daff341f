package io.steelyard.testkit;

import io.steelyard.program.Tensor;

import java.util.List;

/** What random programs of one kind of dtype are made of. */
interface RandomStep {
    /**
     * A value of the same dtype.
     *
     * @param x one of the pool
     * @param pool the values so far
     */
    Tensor apply(Tensor x, List<Tensor> pool);

    /** One number that depends on every value of the pool. */
    Tensor joined(List<Tensor> pool);
}
