package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.Operation;
import io.steelyard.tensorflow.internal.library.OperationBuilder;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a function reads, computes and writes, in a graph that has its inputs and its variables.
 *
 * <p>An entry that is written is replaced by a new tensor after it was read, so that what was read
 * stays what it was: a node never sees a write. Updates that an optimizer makes in place do not
 * change what was read either.
 */
final class FunctionBody {
    private final Emitter emitter;
    private final NativeGraph graph;
    private final Function function;

    FunctionBody(Emitter emitter, NativeGraph graph, Function function) {
        this.emitter = emitter;
        this.graph = graph;
        this.function = function;
    }

    /**
     * What came of it.
     *
     * @param effects what must run for all writes to be done
     */
    record Results(List<Output> outputs, List<Operation> effects) {}

    /**
     * Adds it.
     *
     * @param handles of the variables, by the names of the entries
     */
    Results add(List<Output> inputs, Map<String, Output> handles) {
        Map<String, Operation> reads = new HashMap<>();
        for (Binding read : function.reads()) {
            Operation operation =
                    graph.operation("ReadVariableOp", "read_" + reads.size())
                            .input(Objects.requireNonNull(handles.get(read.name())))
                            .type("dtype", DataTypes.of(read.value().type().dtype()))
                            .finish();
            reads.put(read.name(), operation);
        }
        VariableUpdates updates = new VariableUpdates(emitter, function, handles, reads);
        Lowering lowering = new Lowering(emitter, updates);
        for (int i = 0; i < inputs.size(); i++) {
            lowering.bind(function.inputs().get(i).value(), inputs.get(i));
        }
        function.reads()
                .forEach(
                        read ->
                                lowering.bind(
                                        read.value(),
                                        Objects.requireNonNull(reads.get(read.name())).output(0)));
        lowering.lower(function);
        List<Operation> writes = new ArrayList<>(updates.operations());
        for (Binding write : function.writes()) {
            if (updates.holds(write.value())) {
                continue;
            }
            OperationBuilder builder =
                    graph.operation("AssignVariableOp", "write_" + writes.size())
                            .input(Objects.requireNonNull(handles.get(write.name())))
                            .input(lowering.output(write.value()))
                            .type("dtype", DataTypes.of(write.value().type().dtype()));
            Operation read = reads.get(write.name());
            if (read != null) {
                builder.after(read);
            }
            writes.add(builder.finish());
        }
        return new Results(lowering.outputs(function), writes);
    }
}
