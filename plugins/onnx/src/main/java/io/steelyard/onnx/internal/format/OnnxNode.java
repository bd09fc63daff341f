package io.steelyard.onnx.internal.format;

import java.util.List;
import java.util.Map;

/**
 * One application of an operator ({@code NodeProto}).
 *
 * @param operator the name of the operator: {@code "LayerNormalization"}
 * @param domain the operator set it is from; empty for the operators of ONNX itself
 * @param inputs names of values, in the operator's order; empty where an optional one is left out
 * @param outputs names of values, likewise
 * @param attributes by name
 */
public record OnnxNode(
        String operator,
        String domain,
        List<String> inputs,
        List<String> outputs,
        Map<String, OnnxAttribute> attributes) {
    public OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }
}
