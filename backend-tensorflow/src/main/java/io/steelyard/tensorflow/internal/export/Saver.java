package io.steelyard.tensorflow.internal.export;

import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.Call;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.NativeSession;
import io.steelyard.tensorflow.internal.library.NativeTensor;
import io.steelyard.tensorflow.internal.library.Operation;
import io.steelyard.tensorflow.internal.library.OperationBuilder;
import io.steelyard.tensorflow.internal.library.Output;
import io.steelyard.tensorflow.internal.library.ProtocolMessage;
import io.steelyard.tensorflow.internal.run.Device;
import io.steelyard.tensorflow.internal.run.SessionConfiguration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Variables in a file (TensorFlow's tensor bundle): the operations of a graph that write it and
 * read it again, by the names that loaders expect, and writing it at once.
 */
final class Saver {
    private static final String FILENAME = "save/filename";
    private static final String WRITTEN = "save/control_dependency";
    private static final String RESTORE = "save/restore_all";

    /** Fields of {@code SaverDef} (TensorFlow's {@code saver.proto}). */
    private static final int FILENAME_TENSOR_NAME = 1;

    private static final int SAVE_TENSOR_NAME = 2;
    private static final int RESTORE_OP_NAME = 3;
    private static final int VERSION = 7;
    private static final int VERSION_2 = 2;

    private final NativeGraph graph;
    private final List<String> names;
    private final int[] types;

    private Saver(NativeGraph graph, Map<String, NdArray> state) {
        this.graph = graph;
        names = List.copyOf(state.keySet());
        types = state.values().stream().mapToInt(array -> DataTypes.of(array.dtype())).toArray();
    }

    /**
     * Adds the operations.
     *
     * @param graph has a handle for each variable
     * @param state the variables' types, in their order
     * @param handles the operations of the handles, by the names of the variables
     * @return a {@code SaverDef}
     */
    static ProtocolMessage add(
            NativeGraph graph, Map<String, NdArray> state, Map<String, String> handles) {
        Saver saver = new Saver(graph, state);
        List<Output> variables = new ArrayList<>();
        saver.names.forEach(name -> variables.add(graph.find(handles.get(name)).output(0)));
        Output filename =
                graph.operation("Placeholder", FILENAME)
                        .type("dtype", DataTypes.STRING)
                        .shape("shape", Shape.scalar())
                        .finish()
                        .output(0);
        List<Output> contents = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            contents.add(
                    graph.operation("ReadVariableOp", "save/read_" + i)
                            .input(variables.get(i))
                            .type("dtype", saver.types[i])
                            .finish()
                            .output(0));
        }
        graph.operation("Identity", WRITTEN)
                .input(filename)
                .after(saver.save(filename, contents))
                .finish();
        saver.restore(filename, variables);
        return new ProtocolMessage()
                .text(FILENAME_TENSOR_NAME, FILENAME + ":0")
                .text(SAVE_TENSOR_NAME, WRITTEN + ":0")
                .text(RESTORE_OP_NAME, RESTORE)
                .number(VERSION, VERSION_2);
    }

    /**
     * Writes the file, which is several.
     *
     * @param prefix of the names of the files
     */
    static void write(Map<String, NdArray> state, Path prefix) {
        byte[] configuration = new SessionConfiguration(1, new Device.Cpu()).bytes();
        List<NativeTensor> given = new ArrayList<>();
        try (NativeGraph graph = new NativeGraph();
                NativeSession session = new NativeSession(graph, configuration)) {
            Saver saver = new Saver(graph, state);
            List<Output> contents = new ArrayList<>();
            for (NdArray array : state.values()) {
                contents.add(saver.placeholder(contents.size(), array.type()));
                given.add(NativeTensor.of(array));
            }
            Output filename = saver.texts(FILENAME, Shape.scalar(), List.of(prefix.toString()));
            Operation save = saver.save(filename, contents);
            try (Call call = new Call(session, contents, List.of(), List.of(save))) {
                call.run(given);
            }
        } finally {
            given.forEach(NativeTensor::close);
        }
    }

    private Output placeholder(int number, TensorType type) {
        return graph.operation("Placeholder", "content_" + number)
                .type("dtype", DataTypes.of(type.dtype()))
                .shape("shape", type.shape())
                .finish()
                .output(0);
    }

    private Operation save(Output filename, List<Output> contents) {
        return described("SaveV2", filename).inputs(contents).types("dtypes", types).finish();
    }

    private void restore(Output filename, List<Output> variables) {
        Operation contents = described("RestoreV2", filename).types("dtypes", types).finish();
        List<Operation> assigned = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            assigned.add(
                    graph.operation("AssignVariableOp", "save/assign_" + i)
                            .input(variables.get(i))
                            .input(contents.output(i))
                            .type("dtype", types[i])
                            .finish());
        }
        OperationBuilder all = graph.operation("NoOp", RESTORE);
        assigned.forEach(all::after);
        all.finish();
    }

    /** With what both take first: file, names, and which part of each tensor, which is all. */
    private OperationBuilder described(String type, Output filename) {
        Shape shape = Shape.of(names.size());
        List<String> whole = names.stream().map(_ -> "").toList();
        Output tensors = texts("save/" + type + "/tensor_names", shape, names);
        Output slices = texts("save/" + type + "/shape_and_slices", shape, whole);
        return graph.operation(type, "save/" + type).input(filename).input(tensors).input(slices);
    }

    private Output texts(String name, Shape shape, List<String> values) {
        return graph.operation("Const", name)
                .texts("value", shape, values)
                .type("dtype", DataTypes.STRING)
                .finish()
                .output(0);
    }
}
