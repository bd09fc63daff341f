package io.steelyard.classification.architecture;

import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Cost;
import io.steelyard.program.CostModel;
import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.TensorType;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A model applied to features of given types, of which nothing is computed. */
record Recorded(Function function, Collection<Variable> variables) {
    static Recorded of(Model model, Map<String, TensorType> features) {
        return of(model, features, Mode.INFERENCE);
    }

    static Recorded of(Model model, Map<String, TensorType> features, Mode mode) {
        Recording recording = new Recording("forward", mode, 0);
        Map<String, Tensor> inputs = new HashMap<>();
        new TreeMap<>(features)
                .forEach((name, type) -> inputs.put(name, recording.recorder().input(name, type)));
        Tensor logits = model.forward(recording.root(), new Features(inputs));
        return new Recorded(recording.finish(Map.of("logits", logits)), recording.variables());
    }

    /** Names and types of the parameters. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new TreeMap<>();
        variables.stream()
                .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                .forEach(variable -> parameters.put(variable.path(), variable.type().toString()));
        return parameters;
    }

    /** The number of trained numbers. */
    long count() {
        return variables.stream()
                .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                .mapToLong(variable -> variable.type().elements())
                .sum();
    }

    Cost cost() {
        return CostModel.of(function).total();
    }
}
