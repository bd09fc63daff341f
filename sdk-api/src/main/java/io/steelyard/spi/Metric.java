package io.steelyard.spi;

import io.steelyard.program.Tensor;

/**
 * A figure that says how good predictions are: sums are computed on the device for each batch,
 * added up on the host, and turned into the figure at the end.
 */
public interface Metric {
    /** The name under which it is reported: {@code "accuracy"}. */
    String name();

    /** Records what is added up over batches: F32 {@code [n]}. */
    Tensor measure(Tensor predictions, Targets targets);

    /** The figure from the sums over all batches. */
    double result(double[] sums);
}
