package io.steelyard.testkit;

import io.steelyard.spi.Component;
import io.steelyard.tensor.NdArray;

import java.util.Map;

/**
 * A loss of a plugin with data for it.
 *
 * @param loss by the name of its factory; with every option that it has, so that refusals can be
 *     held to naming them
 * @param predictions floats, at which the loss is smooth: away from where its parts meet
 * @param targets by name
 */
public record LossCase(Component loss, NdArray predictions, Map<String, NdArray> targets) {
    public LossCase {
        targets = Map.copyOf(targets);
    }
}
