package io.steelyard.benchmarks.peers;

import io.steelyard.model.Variable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What parameters are called in a script: those with two axes or more are elements of the list
 * {@code p}, and the others, which do not decay, of {@code q}.
 */
final class ScriptNames {
    private final Map<String, String> names = new LinkedHashMap<>();

    ScriptNames(List<Variable> parameters) {
        int matrices = 0;
        for (Variable parameter : parameters) {
            boolean matrix = isMatrix(parameter);
            int index = matrix ? matrices : names.size() - matrices;
            names.put(parameter.path(), (matrix ? "p[" : "q[") + index + "]");
            matrices += matrix ? 1 : 0;
        }
    }

    static boolean isMatrix(Variable parameter) {
        return parameter.type().shape().rank() >= 2;
    }

    /** The element that holds a parameter, or {@code None} where the model has no such one. */
    String of(String path) {
        return names.getOrDefault(path, "None");
    }
}
