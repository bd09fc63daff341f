package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
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

/**
 * A function as one call that XLA compiles at its first run. The mark is on the call: one on the
 * function alone is passed over in silence.
 */
final class CompiledCall {
    private final Emitter emitter;
    private final NativeGraph graph;
    private final Function function;

    CompiledCall(Emitter emitter, NativeGraph graph, Function function) {
        this.emitter = emitter;
        this.graph = graph;
        this.function = function;
    }

    /** As {@link FunctionBody#add}. */
    FunctionBody.Results add(List<Output> inputs, Map<String, Output> handles) {
        String name = emitter.names().function("compiled");
        try (NativeGraph body = new NativeGraph()) {
            List<Output> arguments = new ArrayList<>();
            for (Binding input : function.inputs()) {
                TensorType type = input.value().type();
                arguments.add(
                        argument(body, arguments.size(), DataTypes.of(type.dtype()), type.shape()));
            }
            Map<String, Output> variables = new LinkedHashMap<>();
            for (String entry : handles.keySet()) {
                Output variable =
                        argument(body, arguments.size(), DataTypes.RESOURCE, Shape.scalar());
                variables.put(entry, variable);
                arguments.add(variable);
            }
            FunctionBody.Results results =
                    new FunctionBody(emitter.compiledWithin(body), body, function)
                            .add(arguments.subList(0, inputs.size()), variables);
            graph.define(name, body, arguments, results.outputs(), results.effects());
        }
        List<Output> given = new ArrayList<>(inputs);
        given.addAll(handles.values());
        int[] types =
                function.outputTypes().stream()
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
        for (int i = 0; i < types.length; i++) {
            outputs.add(call.output(i));
        }
        return new FunctionBody.Results(outputs, List.of(call));
    }

    private static Output argument(NativeGraph body, int number, int dataType, Shape shape) {
        return body.operation("Placeholder", "argument_" + number)
                .type("dtype", dataType)
                .shape("shape", shape)
                .finish()
                .output(0);
    }
}
