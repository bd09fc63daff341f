package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * Layers one after the other. Each lives in a scope that is its place, {@code 0}, {@code 1} and so
 * on, as in PyTorch; layers without parameters count.
 *
 * @param layers first to last; none gives the input
 */
public record Sequential(List<Layer> layers) implements Layer {
    public Sequential {
        layers = List.copyOf(layers);
    }

    /** The layers in their order. */
    public static Sequential of(Layer... layers) {
        return new Sequential(List.of(layers));
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        Tensor result = input;
        for (int place = 0; place < layers.size(); place++) {
            result = scope.apply(Integer.toString(place), layers.get(place), result);
        }
        return result;
    }
}
