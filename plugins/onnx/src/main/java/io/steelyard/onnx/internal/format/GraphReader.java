package io.steelyard.onnx.internal.format;

import com.google.protobuf.CodedInputStream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads one {@code GraphProto} with its nodes. */
final class GraphReader {
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_NAME = 2;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int VALUE_NAME = 1;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int NODE_DOMAIN = 7;

    private final List<OnnxNode> nodes = new ArrayList<>();
    private final List<OnnxTensor> initializers = new ArrayList<>();
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private String name = "";

    private GraphReader() {}

    /** The message that ends where the stream does. */
    static OnnxGraph read(CodedInputStream input) throws IOException {
        GraphReader graph = new GraphReader();
        WireReader.fields(input, (field, tag) -> graph.field(input, field, tag));
        return new OnnxGraph(
                graph.name, graph.nodes, graph.initializers, graph.inputs, graph.outputs);
    }

    private void field(CodedInputStream input, int field, int tag) throws IOException {
        switch (field) {
            case GRAPH_NODE -> nodes.add(WireReader.message(input, GraphReader::node));
            case GRAPH_NAME -> name = input.readString();
            case GRAPH_INITIALIZER ->
                    initializers.add(WireReader.message(input, TensorReader::read));
            case GRAPH_INPUT -> inputs.add(WireReader.message(input, GraphReader::valueName));
            case GRAPH_OUTPUT -> outputs.add(WireReader.message(input, GraphReader::valueName));
            default -> input.skipField(tag);
        }
    }

    private static String valueName(CodedInputStream input) throws IOException {
        String[] name = {""};
        WireReader.fields(
                input,
                (field, tag) -> {
                    if (field == VALUE_NAME) {
                        name[0] = input.readString();
                    } else {
                        input.skipField(tag);
                    }
                });
        return name[0];
    }

    private static OnnxNode node(CodedInputStream input) throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, OnnxAttribute> attributes = new HashMap<>();
        String[] operator = {""};
        String[] domain = {""};
        WireReader.fields(
                input,
                (field, tag) -> {
                    switch (field) {
                        case NODE_INPUT -> inputs.add(input.readString());
                        case NODE_OUTPUT -> outputs.add(input.readString());
                        case NODE_OPERATOR -> operator[0] = input.readString();
                        case NODE_ATTRIBUTE -> {
                            AttributeReader attribute =
                                    WireReader.message(input, AttributeReader::read);
                            attributes.put(attribute.name(), attribute.value());
                        }
                        case NODE_DOMAIN -> domain[0] = input.readString();
                        default -> input.skipField(tag);
                    }
                });
        return new OnnxNode(operator[0], domain[0], inputs, outputs, attributes);
    }
}
