package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.Operation;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A function as one call that XLA compiles at its first run. The mark is on the call: one on the
 * function alone is passed over in silence.
 *
 * <p>Variables of I32 lie in the memory of the host whatever the device, where what is compiled for
 * a graphics processor does not reach: they are read before the call and written after it.
 */
final class CompiledCall {
    private final Emitter emitter;
    private final NativeGraph graph;
    private final Function function;
    private final List<Binding> readBefore;
    private final List<Binding> writtenAfter;
    private final Function called;

    CompiledCall(Emitter emitter, NativeGraph graph, Function function) {
        this.emitter = emitter;
        this.graph = graph;
        this.function = function;
        readBefore = function.reads().stream().filter(CompiledCall::isOnHost).toList();
        writtenAfter = function.writes().stream().filter(CompiledCall::isOnHost).toList();
        called =
                new Function(
                        function.name(),
                        joined(function.inputs(), readBefore),
                        function.reads().stream().filter(read -> !isOnHost(read)).toList(),
                        function.nodes(),
                        joined(function.outputs(), writtenAfter),
                        function.writes().stream().filter(write -> !isOnHost(write)).toList());
    }

    private static boolean isOnHost(Binding entry) {
        return entry.value().type().dtype() == DType.I32;
    }

    private static List<Binding> joined(List<Binding> bindings, List<Binding> entries) {
        return Stream.concat(
                        bindings.stream(),
                        entries.stream()
                                .map(entry -> new Binding("state/" + entry.name(), entry.value())))
                .toList();
    }

    /** As {@link FunctionBody#add}. */
    FunctionBody.Results add(List<Output> inputs, Map<String, Output> handles) {
        String name = emitter.names().function("compiled");
        List<Output> given = new ArrayList<>(inputs);
        for (Binding read : readBefore) {
            given.add(
                    graph.operation("ReadVariableOp", "given_" + given.size())
                            .input(handle(handles, read))
                            .type("dtype", DataTypes.of(DType.I32))
                            .finish()
                            .output(0));
        }
        int values = given.size();
        Map<String, Output> within = new LinkedHashMap<>();
        called.reads().forEach(read -> within.put(read.name(), handle(handles, read)));
        called.writes().forEach(write -> within.put(write.name(), handle(handles, write)));
        given.addAll(within.values());
        try (NativeGraph body = new NativeGraph()) {
            List<Output> arguments = new ArrayList<>();
            for (Binding input : called.inputs()) {
                TensorType type = input.value().type();
                arguments.add(
                        argument(body, arguments.size(), DataTypes.of(type.dtype()), type.shape()));
            }
            Map<String, Output> variables = new LinkedHashMap<>();
            for (String entry : within.keySet()) {
                Output variable =
                        argument(body, arguments.size(), DataTypes.RESOURCE, Shape.scalar());
                variables.put(entry, variable);
                arguments.add(variable);
            }
            FunctionBody.Results results =
                    new FunctionBody(emitter.compiledWithin(body), body, called)
                            .add(arguments.subList(0, values), variables);
            graph.define(name, body, arguments, results.outputs(), results.effects());
        }
        int[] types =
                called.outputTypes().stream()
                        .mapToInt(type -> DataTypes.of(type.dtype()))
                        .toArray();
        Operation call =
                graph.operation("StatefulPartitionedCall", "compiled")
                        .inputs(given)
                        .types("Tout", types)
                        .function("f", name)
                        .flag("_XlaMustCompile", true)
                        .finish();
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < function.outputs().size(); i++) {
            outputs.add(call.output(i));
        }
        List<Operation> effects = new ArrayList<>(List.of(call));
        for (int i = 0; i < writtenAfter.size(); i++) {
            effects.add(
                    graph.operation("AssignVariableOp", "written_" + i)
                            .input(handle(handles, writtenAfter.get(i)))
                            .input(call.output(outputs.size() + i))
                            .type("dtype", DataTypes.of(DType.I32))
                            .finish());
        }
        return new FunctionBody.Results(outputs, effects);
    }

    private static Output handle(Map<String, Output> handles, Binding entry) {
        return Objects.requireNonNull(handles.get(entry.name()));
    }

    private static Output argument(NativeGraph body, int number, int dataType, Shape shape) {
        return body.operation("Placeholder", "argument_" + number)
                .type("dtype", dataType)
                .shape("shape", shape)
                .finish()
                .output(0);
    }
}
