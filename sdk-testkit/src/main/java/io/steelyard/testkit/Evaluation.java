package io.steelyard.testkit;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a function computes, intermediate values included.
 *
 * @param function what was evaluated
 * @param values each value of the function by its id
 */
public record Evaluation(Function function, List<OracleValue> values) {
    public Evaluation {
        values = List.copyOf(values);
    }

    /** The outputs, in their order. */
    public List<OracleValue> outputs() {
        return function.outputs().stream().map(output -> values.get(output.value().id())).toList();
    }

    /** The new content of each state entry that the function replaces. */
    public Map<String, OracleValue> writes() {
        Map<String, OracleValue> writes = new LinkedHashMap<>();
        for (Binding write : function.writes()) {
            writes.put(write.name(), values.get(write.value().id()));
        }
        return writes;
    }
}
