package io.steelyard.nn;

import io.steelyard.composite.GruRule;

/**
 * Gated recurrent units: a stack of {@link GruRule}. Its gates are reset, update and new.
 *
 * @param hidden size of the state
 * @param layers their number
 * @param dropout rate on the results of each layer but the last
 */
public record Gru(int hidden, int layers, float dropout) implements Recurrent {
    /** Throws {@code INVALID_ARGUMENT} for sizes below 1 and a rate outside [0, 1). */
    public Gru {
        RecurrentStack.require("Gru", hidden, layers, dropout);
    }

    /** One layer. */
    public Gru(int hidden) {
        this(hidden, 1, 0);
    }
}
