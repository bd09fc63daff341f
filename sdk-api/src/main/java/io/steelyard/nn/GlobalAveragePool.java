package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Axes;
import io.steelyard.program.Tensor;

/**
 * The mean of each channel over all spatial axes (Lin, Chen and Yan 2014, "Network in network",
 * section 3.2): {@code [batch, spatial.., channels] -> [batch, channels]}.
 */
public record GlobalAveragePool() implements Layer {
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        int[] spatial = Axes.range(1, input.rank() - 1).toArray();
        return spatial.length == 0 ? input : input.mean(spatial);
    }
}
