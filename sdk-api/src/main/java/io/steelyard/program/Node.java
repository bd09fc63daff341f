package io.steelyard.program;

import java.util.List;

/**
 * One operation applied to values.
 *
 * @param op what is computed
 * @param operands values that are defined earlier in the function
 * @param results the values it defines; one for every primitive, one or more for a composite
 * @param scope the path of the layer that recorded it, for messages and profiles; may be empty
 */
public record Node(Op op, List<Value> operands, List<Value> results, String scope) {
    public Node {
        operands = List.copyOf(operands);
        results = List.copyOf(results);
    }

    /** The only result of a node that has one. */
    public Value result() {
        return results.getFirst();
    }
}
