package io.steelyard.program;

import io.steelyard.tensor.TensorType;

/**
 * One value of a {@link Function}: an input, the content of a state entry at the start, or a result
 * of a node. Ids are unique within a function.
 */
public record Value(int id, TensorType type) {
    @Override
    public String toString() {
        return "%" + id;
    }
}
