package io.steelyard.testkit;

import io.steelyard.spi.Component;
import io.steelyard.tensor.NdArray;

import java.util.Map;

/**
 * A metric of a plugin with data whose figure is known.
 *
 * @param metric by the name of its factory; with every option that it has, so that refusals can be
 *     held to naming them
 * @param predictions of two examples or more on axis 0
 * @param targets by name, of as many examples
 * @param expected the figure, from another source than the metric
 */
public record MetricCase(
        Component metric, NdArray predictions, Map<String, NdArray> targets, double expected) {
    public MetricCase {
        targets = Map.copyOf(targets);
    }
}
