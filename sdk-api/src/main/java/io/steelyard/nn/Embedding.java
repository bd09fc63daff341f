package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

/**
 * A row of a table for each id: I32 {@code [..] -> [.., channels]}. Parameter {@code weight} {@code
 * [count, channels]}. Ids outside the table clamp into it.
 *
 * @param count rows of the table
 * @param channels size of a row
 * @param initializer of the table
 */
public record Embedding(long count, long channels, Initializer initializer) implements Layer {
    /** A table of normal values with standard deviation 0.02, as GPT-2 has it. */
    public Embedding(long count, long channels) {
        this(count, channels, Initializers.normal(0.02));
    }

    @Override
    public Tensor forward(Scope scope, Tensor ids) {
        return Composites.embedding(weight(scope), ids);
    }

    /** The table {@code [count, channels]}, for layers that share it. */
    public Tensor weight(Scope scope) {
        return scope.parameter("weight", Shape.of(count, channels), initializer);
    }
}
