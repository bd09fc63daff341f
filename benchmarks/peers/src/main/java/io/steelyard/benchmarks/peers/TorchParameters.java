package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import io.steelyard.model.Variable;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters in libtorch, with the two moments of each.
 *
 * @param variables ours, in their order
 * @param weights in libtorch's layout, which want gradients
 * @param first moments
 * @param second moments
 */
record TorchParameters(
        List<Variable> variables,
        List<NDArray> weights,
        List<NDArray> first,
        List<NDArray> second) {
    /** Where the first contents of parameters come from. */
    interface Source {
        NDArray content(NDManager manager, Variable parameter, TorchLayout layout);
    }

    /** The contents of our own parameters. */
    static Source of(Map<String, NdArray> weights) {
        return (manager, parameter, layout) ->
                manager.create(
                        layout.arrange(weights.get(parameter.path()).toFloatArray()),
                        layout.torchShape());
    }

    /** Numbers that libtorch draws, for where only their count matters. */
    static Source random() {
        return (manager, _, layout) -> manager.randomNormal(0, 0.02f, layout.torchShape(), FLOATS);
    }

    private static final ai.djl.ndarray.types.DataType FLOATS =
            ai.djl.ndarray.types.DataType.FLOAT32;

    /** Allocates them. */
    static TorchParameters allocate(NDManager manager, PeerTraining training, Source source) {
        List<Variable> variables = training.parameters();
        List<NDArray> weights = new ArrayList<>();
        List<NDArray> first = new ArrayList<>();
        List<NDArray> second = new ArrayList<>();
        for (Variable variable : variables) {
            TorchLayout layout = training.torch().layout(variable.path(), variable.type().shape());
            NDArray weight = source.content(manager, variable, layout);
            weight.setRequiresGradient(true);
            weights.add(weight);
            first.add(manager.zeros(layout.torchShape()));
            second.add(manager.zeros(layout.torchShape()));
        }
        return new TorchParameters(variables, weights, first, second);
    }

    /** The weights by the names of ours. */
    Map<String, NDArray> byName() {
        Map<String, NDArray> byName = new LinkedHashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            byName.put(variables.get(i).path(), weights.get(i));
        }
        return byName;
    }
}
