package io.steelyard.onnx.internal.mapping;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.program.Function;

import java.util.List;

/**
 * A graph as a program.
 *
 * @param function its inputs are those of the graph that are no initializers, in the graph's order
 *     and under its names; so are its outputs
 * @param outputTypes what the elements of each output are in ONNX
 */
public record RecordedGraph(Function function, List<ElementType> outputTypes) {
    public RecordedGraph {
        outputTypes = List.copyOf(outputTypes);
    }
}
