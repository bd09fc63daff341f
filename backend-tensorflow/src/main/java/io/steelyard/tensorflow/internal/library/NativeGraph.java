package io.steelyard.tensorflow.internal.library;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteFunction;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteImportGraphDefOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphCopyFunction;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphImportGraphDef;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphToFunctionWithControlOutputs;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphToGraphDef;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsAddInputMapping;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsSetPrefix;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewImportGraphDefOptions;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Function;
import org.tensorflow.internal.c_api.TF_FunctionOptions;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_ImportGraphDefOptions;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;

import java.util.List;
import java.util.Map;

/**
 * A graph that grows. Not safe for use from several threads, but for sessions over it, which may
 * run while it grows.
 */
public final class NativeGraph implements AutoCloseable {
    private final TF_Graph handle = TF_NewGraph();

    TF_Graph handle() {
        return handle;
    }

    /**
     * Starts a new operation.
     *
     * @param type by TensorFlow's name: {@code "AddV2"}
     * @param name not in use in the graph
     */
    public OperationBuilder operation(String type, String name) {
        return new OperationBuilder(handle, type, name);
    }

    /** An operation that is there. */
    public Operation find(String name) {
        TF_Operation operation = TF_GraphOperationByName(handle, name);
        if (operation == null || operation.isNull()) {
            throw new LibraryException("The graph has no operation " + name + ".");
        }
        return new Operation(operation, name);
    }

    /**
     * Makes a function of all of another graph and adds it to this one.
     *
     * @param name not in use in any graph that the function may meet
     * @param body what it computes; may be closed afterwards
     * @param inputs placeholders of the body, in the order of the arguments
     * @param outputs values of the body
     * @param effects operations of the body that run whenever the function does
     */
    public void define(
            String name,
            NativeGraph body,
            List<Output> inputs,
            List<Output> outputs,
            List<Operation> effects) {
        try (Status status = new Status();
                TF_Output in = Output.array(inputs);
                TF_Output out = Output.array(outputs);
                PointerPointer<TF_Operation> control =
                        new PointerPointer<>(Math.max(1, effects.size()))) {
            for (int i = 0; i < effects.size(); i++) {
                control.put(i, effects.get(i).handle());
            }
            TF_Function function =
                    TF_GraphToFunctionWithControlOutputs(
                            body.handle,
                            new BytePointer(name),
                            (byte) 0,
                            -1,
                            (PointerPointer<?>) null,
                            inputs.size(),
                            in,
                            outputs.size(),
                            out,
                            null,
                            effects.size(),
                            control,
                            null,
                            (TF_FunctionOptions) null,
                            null,
                            status.handle());
            status.check();
            try {
                TF_GraphCopyFunction(handle, function, null, status.handle());
                status.check();
            } finally {
                TF_DeleteFunction(function);
            }
        }
    }

    /** A copy of all that is there, functions too. */
    public GraphDefinition definition() {
        GraphDefinition definition = new GraphDefinition();
        try (Status status = new Status()) {
            TF_GraphToGraphDef(handle, definition.handle(), status.handle());
            status.check();
        }
        return definition;
    }

    /**
     * Adds the operations of another graph.
     *
     * @param prefix before their names, followed by a slash; not in use
     * @param replaced values of this graph in the place of first results of operations of that one,
     *     by the names of those
     */
    public void add(GraphDefinition definition, String prefix, Map<String, Output> replaced) {
        TF_ImportGraphDefOptions options = TF_NewImportGraphDefOptions();
        try (Status status = new Status()) {
            TF_ImportGraphDefOptionsSetPrefix(options, prefix);
            replaced.forEach(
                    (name, output) -> {
                        try (TF_Output target = Output.array(List.of(output))) {
                            TF_ImportGraphDefOptionsAddInputMapping(options, name, 0, target);
                        }
                    });
            TF_GraphImportGraphDef(handle, definition.handle(), options, status.handle());
            status.check();
        } finally {
            TF_DeleteImportGraphDefOptions(options);
        }
    }

    /** Sessions over it must be closed before. */
    @Override
    public void close() {
        TF_DeleteGraph(handle);
    }
}
