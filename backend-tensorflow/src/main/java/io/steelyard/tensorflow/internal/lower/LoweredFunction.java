package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.Operation;
import io.steelyard.tensorflow.internal.library.OperationBuilder;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function as a graph of its own. Its operations have names by which they are found again after
 * the graph was added to another one; in the place of its variables stand handles that are replaced
 * then.
 */
public final class LoweredFunction implements AutoCloseable {
    /** The operation that runs all writes. */
    private static final String EFFECTS = "effects";

    private final Function function;
    private final NativeGraph graph = new NativeGraph();
    private final Map<String, String> variables = new LinkedHashMap<>();

    private LoweredFunction(Function function) {
        this.function = function;
    }

    /**
     * Builds the graph of a function of primitives.
     *
     * @param xla whether it is compiled as a whole at its first run
     */
    public static LoweredFunction of(Function function, boolean xla) {
        LoweredFunction lowered = new LoweredFunction(function);
        try {
            lowered.build(xla);
            return lowered;
        } catch (RuntimeException | Error failure) {
            lowered.close();
            throw failure;
        }
    }

    /** The graph, which this object owns. */
    public NativeGraph graph() {
        return graph;
    }

    /** The names of the operations that stand for variables, by the names of the entries. */
    public Map<String, String> variables() {
        return variables;
    }

    /** Values to feed, in a graph to which it was added under a prefix; empty for its own. */
    public List<Output> inputs(NativeGraph in, String prefix) {
        List<Output> inputs = new ArrayList<>();
        for (int i = 0; i < function.inputs().size(); i++) {
            inputs.add(in.find(prefix + "input_" + i).output(0));
        }
        return inputs;
    }

    /** Values to fetch. */
    public List<Output> outputs(NativeGraph in, String prefix) {
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < function.outputs().size(); i++) {
            outputs.add(in.find(prefix + "output_" + i).output(0));
        }
        return outputs;
    }

    /** What has to run besides. */
    public List<Operation> effects(NativeGraph in, String prefix) {
        return function.writes().isEmpty() ? List.of() : List.of(in.find(prefix + EFFECTS));
    }

    private void build(boolean xla) {
        Emitter emitter = new Emitter(graph);
        List<Output> inputs = new ArrayList<>();
        for (int i = 0; i < function.inputs().size(); i++) {
            inputs.add(placeholder("input_" + i, function.inputs().get(i).value().type()));
        }
        Map<String, Output> handles = new LinkedHashMap<>();
        function.reads().forEach(read -> addHandle(handles, read));
        function.writes().forEach(write -> addHandle(handles, write));
        FunctionBody.Results results =
                xla
                        ? new CompiledCall(emitter, graph, function).add(inputs, handles)
                        : new FunctionBody(emitter, graph, function).add(inputs, handles);
        for (int i = 0; i < results.outputs().size(); i++) {
            graph.operation("Identity", "output_" + i).input(results.outputs().get(i)).finish();
        }
        if (!function.writes().isEmpty()) {
            OperationBuilder effects = graph.operation("NoOp", EFFECTS);
            results.effects().forEach(effects::after);
            effects.finish();
        }
    }

    private Output placeholder(String name, TensorType type) {
        return graph.operation("Placeholder", name)
                .type("dtype", DataTypes.of(type.dtype()))
                .shape("shape", type.shape())
                .finish()
                .output(0);
    }

    private void addHandle(Map<String, Output> handles, Binding entry) {
        handles.computeIfAbsent(
                entry.name(),
                name -> {
                    String operation = "state_" + variables.size();
                    variables.put(name, operation);
                    TensorType type = entry.value().type();
                    return graph.operation("VarHandleOp", operation)
                            .type("dtype", DataTypes.of(type.dtype()))
                            .shape("shape", type.shape())
                            .text("shared_name", name)
                            .finish()
                            .output(0);
                });
    }

    @Override
    public void close() {
        graph.close();
    }
}
