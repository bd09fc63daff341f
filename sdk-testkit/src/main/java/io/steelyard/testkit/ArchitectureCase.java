package io.steelyard.testkit;

import io.steelyard.tensor.NdArray;

import java.util.Map;

/**
 * A small model of an architecture and data for it.
 *
 * @param modelType which architecture of the plugin
 * @param config in the names and nesting of {@code config.json}; sizes that the interpreter in
 *     float64 runs in a moment
 * @param features what the model is applied to, by name
 */
public record ArchitectureCase(
        String modelType, Map<String, Object> config, Map<String, NdArray> features) {
    public ArchitectureCase {
        config = Map.copyOf(config);
        features = Map.copyOf(features);
    }
}
