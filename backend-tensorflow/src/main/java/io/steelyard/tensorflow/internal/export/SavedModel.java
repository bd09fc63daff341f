package io.steelyard.tensorflow.internal.export;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.GraphDefinition;
import io.steelyard.tensorflow.internal.library.LibraryException;
import io.steelyard.tensorflow.internal.library.NativeLibrary;
import io.steelyard.tensorflow.internal.library.Output;
import io.steelyard.tensorflow.internal.library.ProtocolMessage;
import io.steelyard.tensorflow.internal.lower.LoweredFunction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function and its state as the directory of a SavedModel: the graph in {@code saved_model.pb}
 * (TensorFlow's {@code saved_model.proto} and {@code meta_graph.proto}), the state in {@code
 * variables/}.
 */
public final class SavedModel implements AutoCloseable {
    private static final String TAG = "serve";
    private static final String SIGNATURE = "serving_default";
    private static final String METHOD = "tensorflow/serving/predict";

    private static final int MODEL_SCHEMA_VERSION = 1;
    private static final int MODEL_META_GRAPHS = 2;

    private static final int META_GRAPH_INFO = 1;
    private static final int META_GRAPH_GRAPH = 2;
    private static final int META_GRAPH_SAVER = 3;
    private static final int META_GRAPH_SIGNATURE = 5;
    private static final int INFO_TAGS = 4;
    private static final int INFO_TENSORFLOW_VERSION = 5;

    private static final int SIGNATURE_INPUTS = 1;
    private static final int SIGNATURE_OUTPUTS = 2;
    private static final int SIGNATURE_METHOD_NAME = 3;

    private static final int TENSOR_NAME = 1;
    private static final int TENSOR_DTYPE = 2;
    private static final int TENSOR_SHAPE = 3;

    private final Function function;
    private final LoweredFunction lowered;
    private final Map<String, NdArray> variables = new LinkedHashMap<>();

    private SavedModel(Function function, Map<String, NdArray> state) {
        this.function = function;
        lowered = LoweredFunction.of(function, false);
        lowered.variables().keySet().forEach(name -> variables.put(name, state.get(name)));
    }

    /**
     * Lowers a function. Throws {@link LibraryException} where TensorFlow refuses it.
     *
     * @param function of primitives, which writes nothing
     * @param state has the content of what it reads
     */
    public static SavedModel of(Function function, Map<String, NdArray> state) {
        return new SavedModel(function, state);
    }

    /** Writes the files into an empty directory. */
    public void write(Path directory) throws IOException {
        ProtocolMessage graph = new ProtocolMessage();
        graph.message(
                META_GRAPH_INFO,
                new ProtocolMessage()
                        .text(INFO_TAGS, TAG)
                        .text(INFO_TENSORFLOW_VERSION, NativeLibrary.version()));
        if (!variables.isEmpty()) {
            graph.message(
                    META_GRAPH_SAVER, Saver.add(lowered.graph(), variables, lowered.variables()));
            writeVariables(Files.createDirectory(directory.resolve("variables")));
        }
        try (GraphDefinition definition = lowered.graph().definition()) {
            graph.bytes(META_GRAPH_GRAPH, definition.bytes());
        }
        graph.entry(META_GRAPH_SIGNATURE, SIGNATURE, signature());
        ProtocolMessage model =
                new ProtocolMessage()
                        .number(MODEL_SCHEMA_VERSION, 1)
                        .message(MODEL_META_GRAPHS, graph);
        Files.write(directory.resolve("saved_model.pb"), model.toBytes());
    }

    private void writeVariables(Path directory) throws IOException {
        try {
            Saver.write(variables, directory.resolve("variables"));
        } catch (LibraryException failure) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private ProtocolMessage signature() {
        ProtocolMessage signature = new ProtocolMessage();
        describe(
                signature,
                SIGNATURE_INPUTS,
                function.inputs(),
                lowered.inputs(lowered.graph(), ""));
        describe(
                signature,
                SIGNATURE_OUTPUTS,
                function.outputs(),
                lowered.outputs(lowered.graph(), ""));
        return signature.text(SIGNATURE_METHOD_NAME, METHOD);
    }

    private static void describe(
            ProtocolMessage signature, int field, List<Binding> bindings, List<Output> places) {
        for (int i = 0; i < bindings.size(); i++) {
            Output place = places.get(i);
            TensorType type = bindings.get(i).value().type();
            signature.entry(
                    field,
                    bindings.get(i).name(),
                    new ProtocolMessage()
                            .text(TENSOR_NAME, place.operation().name() + ":" + place.index())
                            .number(TENSOR_DTYPE, DataTypes.of(type.dtype()))
                            .message(TENSOR_SHAPE, ProtocolMessage.of(type.shape())));
        }
    }

    @Override
    public void close() {
        lowered.close();
    }
}
