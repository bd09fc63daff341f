package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Loop;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * A layer of which training keeps the input alone and computes the inside again for the gradient:
 * memory for time (see {@link Loop#recompute}). Results, names and random draws are those of the
 * layer, which lives in this scope itself. It must not update state, as {@link BatchNorm} does in
 * training, nor publish what it computes inside.
 *
 * @param layer to compute twice
 */
public record Recomputed(Layer layer) implements Layer {
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        return Loop.recompute(
                        List.of(input),
                        operands -> List.of(layer.forward(scope, operands.getFirst())))
                .getFirst();
    }
}
