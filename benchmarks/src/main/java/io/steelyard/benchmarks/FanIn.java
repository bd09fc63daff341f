package io.steelyard.benchmarks;

import io.steelyard.nn.Conv;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Kernel;

/** Layers with PyTorch's first weights: uniform within one over the root of the fan-in. */
final class FanIn {
    private FanIn() {}

    static Dense dense(int units, long inputs) {
        return new Dense(units, true, Initializers.uniform(1 / Math.sqrt(inputs)));
    }

    /** Of 3 by 3 pixels, without padding. */
    static Conv conv(int channels, long inputs) {
        double bound = 1 / Math.sqrt(9.0 * inputs);
        return new Conv(channels, Kernel.of(3, 3), 1, true, Initializers.uniform(bound));
    }
}
