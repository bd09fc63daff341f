package io.steelyard.nn;

import io.steelyard.composite.LstmRule;

/**
 * Long short-term memory: a stack of {@link LstmRule}. Its gates are input, forget, cell and
 * output; its states are the hidden and the cell state.
 *
 * @param hidden size of the states
 * @param layers their number
 * @param dropout rate on the results of each layer but the last
 */
public record Lstm(int hidden, int layers, float dropout) implements Recurrent {
    /** Throws {@code INVALID_ARGUMENT} for sizes below 1 and a rate outside [0, 1). */
    public Lstm {
        RecurrentStack.require("Lstm", hidden, layers, dropout);
    }

    /** One layer. */
    public Lstm(int hidden) {
        this(hidden, 1, 0);
    }
}
