package io.steelyard.onnx.internal.format;

import java.util.List;

/**
 * A graph ({@code GraphProto}).
 *
 * @param name for messages
 * @param nodes in an order in which each value is made before it is used
 * @param initializers tensors that are part of the file
 * @param inputs names of values that are given with each run; those of initializers among them have
 *     a default
 * @param outputs names of values
 */
public record OnnxGraph(
        String name,
        List<OnnxNode> nodes,
        List<OnnxTensor> initializers,
        List<String> inputs,
        List<String> outputs) {
    public OnnxGraph {
        nodes = List.copyOf(nodes);
        initializers = List.copyOf(initializers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
