package io.steelyard.onnx.internal.format;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.Map;

/**
 * A model ({@code ModelProto}).
 *
 * @param opsets the version of each operator set that the graph is written for, by domain
 */
public record OnnxModel(OnnxGraph graph, Map<String, Long> opsets) {
    public OnnxModel {
        opsets = Map.copyOf(opsets);
    }

    /**
     * The version of an operator set. Throws {@code INVALID_FILE} for one that the model does not
     * name.
     */
    public long opset(String domain) {
        Long version = opsets.get(domain);
        if (version == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    "Graph '"
                            + graph.name()
                            + "' has a node of the operator set '"
                            + domain
                            + "', whose version the model does not name; it names those of "
                            + opsets.keySet()
                            + ".");
        }
        return version;
    }
}
