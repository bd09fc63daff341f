package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Axes;
import io.steelyard.program.Tensor;

/**
 * The largest element of each channel over all spatial axes: {@code [batch, spatial.., channels] ->
 * [batch, channels]}. Elements that tie for it share the gradient.
 */
public record GlobalMaxPool() implements Layer {
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        int[] spatial = Axes.range(1, input.rank() - 1).toArray();
        return spatial.length == 0 ? input : input.reduceMax(spatial);
    }
}
