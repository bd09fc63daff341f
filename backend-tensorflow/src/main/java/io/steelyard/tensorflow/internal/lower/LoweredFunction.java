package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Value;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.Operation;
import io.steelyard.tensorflow.internal.library.OperationBuilder;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function as a graph of its own. Its operations have names by which they are found again after
 * the graph was added to another one; in the place of its variables stand handles that are replaced
 * then.
 *
 * <p>An entry that is written is replaced by a new tensor after it was read, so that what was read
 * stays what it was: a node never sees a write.
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

    /** Builds the graph of a function of primitives. */
    public static LoweredFunction of(Function function) {
        LoweredFunction lowered = new LoweredFunction(function);
        try {
            lowered.build();
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

    private void build() {
        Lowering lowering = new Lowering(new Emitter(graph));
        for (int i = 0; i < function.inputs().size(); i++) {
            Value input = function.inputs().get(i).value();
            lowering.bind(input, placeholder("input_" + i, input.type()));
        }
        Map<String, Output> handles = new HashMap<>();
        Map<String, Operation> reads = new HashMap<>();
        for (Binding read : function.reads()) {
            Output handle = handle(handles, read);
            Operation operation =
                    graph.operation("ReadVariableOp", "read_" + reads.size())
                            .input(handle)
                            .type("dtype", DataTypes.of(read.value().type().dtype()))
                            .finish();
            reads.put(read.name(), operation);
            lowering.bind(read.value(), operation.output(0));
        }
        lowering.lower(function);
        List<Output> outputs = lowering.outputs(function);
        for (int i = 0; i < outputs.size(); i++) {
            graph.operation("Identity", "output_" + i).input(outputs.get(i)).finish();
        }
        if (!function.writes().isEmpty()) {
            write(lowering, handles, reads);
        }
    }

    private void write(
            Lowering lowering, Map<String, Output> handles, Map<String, Operation> reads) {
        List<Operation> writes = new ArrayList<>();
        for (Binding write : function.writes()) {
            OperationBuilder builder =
                    graph.operation("AssignVariableOp", "write_" + writes.size())
                            .input(handle(handles, write))
                            .input(lowering.output(write.value()))
                            .type("dtype", DataTypes.of(write.value().type().dtype()));
            if (reads.containsKey(write.name())) {
                builder.after(reads.get(write.name()));
            }
            writes.add(builder.finish());
        }
        OperationBuilder effects = graph.operation("NoOp", EFFECTS);
        writes.forEach(effects::after);
        effects.finish();
    }

    private Output placeholder(String name, TensorType type) {
        return graph.operation("Placeholder", name)
                .type("dtype", DataTypes.of(type.dtype()))
                .shape("shape", type.shape())
                .finish()
                .output(0);
    }

    private Output handle(Map<String, Output> handles, Binding entry) {
        return handles.computeIfAbsent(
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
