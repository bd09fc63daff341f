package io.steelyard.model;

import io.steelyard.program.Tensor;

/**
 * A step of a model with one input and one output. Implemented by records that hold configuration
 * and nothing else; parameters belong to the scope. Layers with more inputs have methods of their
 * own and need no interface.
 */
@FunctionalInterface
public interface Layer {
    /**
     * Records the layer.
     *
     * @param scope where its parameters live
     * @param input what it is applied to
     */
    Tensor forward(Scope scope, Tensor input);
}
