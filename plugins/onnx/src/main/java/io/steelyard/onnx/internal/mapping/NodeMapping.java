package io.steelyard.onnx.internal.mapping;

import java.util.List;

/** Records one operator of ONNX as operations of a program. */
@FunctionalInterface
public interface NodeMapping {
    /**
     * The outputs of the node in the operator's order. There may be fewer or more than the node
     * names: an optional output that it does not name is not looked for.
     */
    List<OnnxValue> record(NodeCall node);
}
