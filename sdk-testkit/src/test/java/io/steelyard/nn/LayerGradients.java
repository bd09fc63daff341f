package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.GradientCase;
import io.steelyard.testkit.GradientCheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds the gradients of layers to central differences. */
final class LayerGradients {
    private LayerGradients() {}

    /** As {@link #checkBody}, for a layer of one input. */
    static void check(String name, Layer layer, NdArray input) {
        checkBody(name, (scope, in) -> List.of(layer.forward(scope, in.getFirst())), input);
    }

    /**
     * Fails unless the gradients of a layer in training, by its float inputs and by its parameters,
     * are those of central differences. The parameters have the values of {@link Golden}; other
     * state is 0.
     */
    static void checkBody(String name, Golden.Body body, NdArray... inputs) {
        Recording recording = new Recording(name, Mode.TRAINING, 0);
        List<Tensor> tensors = new ArrayList<>();
        for (NdArray input : inputs) {
            tensors.add(recording.recorder().input("input" + tensors.size(), input.type()));
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Tensor output : body.record(recording.root(), tensors)) {
            outputs.put("output" + outputs.size(), output);
        }
        Function function = recording.finish(outputs);
        Set<String> parameters =
                recording.variables().stream()
                        .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                        .map(Variable::path)
                        .collect(Collectors.toSet());
        // State becomes inputs, so that differences can be taken of it.
        List<NdArray> all = new ArrayList<>(List.of(inputs));
        List<Binding> bindings = new ArrayList<>(function.inputs());
        for (Binding read : function.reads()) {
            TensorType type = read.value().type();
            bindings.add(read);
            all.add(
                    parameters.contains(read.name())
                            ? Golden.values(10 + all.size(), type.shape().toArray())
                            : NdArray.zeros(type));
        }
        Function stateless =
                new Function(
                        name, bindings, List.of(), function.nodes(), function.outputs(), List.of());
        GradientCheck.check(
                new GradientCase(
                        "layer",
                        name,
                        given -> given.getFirst().recorder().inline(stateless, given),
                        all,
                        false));
    }
}
