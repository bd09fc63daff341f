package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * The largest element of each window of each channel: {@code [batch, spatial.., channels] ->
 * [batch, positions.., channels]}. Padding is never the largest.
 *
 * @param kernel the window and how it moves
 */
public record MaxPool(Kernel kernel) implements Layer {
    /** Windows side by side: {@code MaxPool.of(2, 2)} halves both axes of an image. */
    public static MaxPool of(int... sizes) {
        return new MaxPool(Kernel.tiles(sizes));
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        return input.windowMax(PoolWindows.of(kernel, input.type()));
    }
}
