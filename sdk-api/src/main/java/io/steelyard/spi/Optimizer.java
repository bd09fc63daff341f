package io.steelyard.spi;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/** How a gradient changes a parameter. Implemented by records that hold configuration. */
public interface Optimizer {
    /**
     * Records the update of one parameter.
     *
     * @param slots state of the optimizer that belongs to this parameter; {@code slots.step()} is
     *     the number of updates made before
     * @param parameter before the update
     * @param gradient of the loss, of the parameter's type
     * @param learningRate F32 {@code []}
     * @return the parameter after the update
     */
    Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate);
}
