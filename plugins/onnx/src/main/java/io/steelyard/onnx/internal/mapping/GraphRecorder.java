package io.steelyard.onnx.internal.mapping;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.onnx.internal.format.OnnxGraph;
import io.steelyard.onnx.internal.format.OnnxModel;
import io.steelyard.onnx.internal.format.OnnxNode;
import io.steelyard.onnx.internal.format.OnnxTensor;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records an ONNX graph as a function, node by node.
 *
 * <p>Shapes are static here, so the function is recorded for the shapes of given inputs, and what
 * decides a shape (axes, sizes, the bounds of a slice) must be known: an initializer, or the given
 * content of an input. Every other value is used only by its type.
 */
public final class GraphRecorder {
    private final OnnxModel model;
    private final Recorder recorder;
    private final Map<String, OnnxValue> values = new HashMap<>();

    private GraphRecorder(OnnxModel model) {
        this.model = model;
        this.recorder = new Recorder(model.graph().name());
    }

    /**
     * The graph of a model as a function.
     *
     * @param inputs for each input of the graph that is no initializer, one that it would be run
     *     with
     * @throws SteelyardException {@code NOT_REGISTERED} for an operator without a mapping, {@code
     *     INVALID_PROGRAM} for a node that the operation set cannot express, {@code INVALID_FILE}
     *     for a graph that does not fit itself, {@code INVALID_ARGUMENT} for a missing input
     */
    public static RecordedGraph record(OnnxModel model, Map<String, OnnxTensor> inputs) {
        return new GraphRecorder(model).graph(inputs);
    }

    private RecordedGraph graph(Map<String, OnnxTensor> inputs) {
        OnnxGraph graph = model.graph();
        for (OnnxTensor initializer : graph.initializers()) {
            Tensor constant = recorder.constant(initializer.content());
            values.put(
                    initializer.name(),
                    new OnnxValue(initializer.type(), constant, initializer.content()));
        }
        for (String name : graph.inputs()) {
            if (!values.containsKey(name)) {
                values.put(name, input(name, inputs.get(name)));
            }
        }
        graph.nodes().forEach(this::node);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        List<ElementType> types = new ArrayList<>();
        for (String name : graph.outputs()) {
            OnnxValue value = value(name, "the graph");
            outputs.put(name, value.tensor());
            types.add(value.type());
        }
        return new RecordedGraph(recorder.finish(outputs), types);
    }

    private OnnxValue input(String name, @Nullable OnnxTensor given) {
        if (given == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Graph '"
                            + model.graph().name()
                            + "' has the input '"
                            + name
                            + "', for which nothing was given; give each of "
                            + model.graph().inputs()
                            + ".");
        }
        return new OnnxValue(
                given.type(), recorder.input(name, given.content().type()), given.content());
    }

    private void node(OnnxNode node) {
        NodeMapping mapping = NodeMappings.find(node.domain(), node.operator());
        List<@Nullable OnnxValue> inputs = new ArrayList<>();
        for (String name : node.inputs()) {
            inputs.add(name.isEmpty() ? null : value(name, node.operator()));
        }
        List<OnnxValue> results =
                mapping.record(new NodeCall(recorder, node, model.opset(node.domain()), inputs));
        for (int i = 0; i < node.outputs().size(); i++) {
            String name = node.outputs().get(i);
            if (name.isEmpty()) {
                continue;
            }
            if (i >= results.size()) {
                throw new SteelyardException(
                        ErrorCode.INVALID_FILE,
                        node.operator()
                                + " is asked for an output "
                                + i
                                + " ('"
                                + name
                                + "'); with its attributes it has "
                                + results.size()
                                + ".");
            }
            values.put(name, results.get(i));
        }
    }

    private OnnxValue value(String name, String user) {
        OnnxValue value = values.get(name);
        if (value == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    "Graph '"
                            + model.graph().name()
                            + "' has no value '"
                            + name
                            + "', which "
                            + user
                            + " uses; nodes must stand after those they use.");
        }
        return value;
    }
}
