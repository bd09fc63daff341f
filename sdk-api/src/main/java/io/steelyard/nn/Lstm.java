package io.steelyard.nn;

import io.steelyard.composite.LstmRule;

/**
 * Long short-term memory: a stack of {@link LstmRule}. Its gates are input, forget, cell and
 * output; its states are the hidden and the cell state.
 *
 * @param hidden size of the states
 * @param layers their number
 * @param dropout rate on the results of each layer but the last
 * @param forgetBias what {@code bias_ih} has for the forget gates at first, and 0 for the others
 *     (Jozefowicz et al. 2015, section 5): with 1 a state outlives some hundred steps before
 *     anything is learned; 0 for PyTorch's uniform numbers throughout
 */
public record Lstm(int hidden, int layers, float dropout, float forgetBias) implements Recurrent {
    /**
     * Throws {@code INVALID_ARGUMENT} for sizes below 1, a rate outside [0, 1) and a bias below 0.
     */
    public Lstm {
        RecurrentStack.require("Lstm", hidden, layers, dropout);
        Arguments.requireNotNegative("Lstm", "bias of the forget gates", forgetBias);
    }

    /** With PyTorch's first biases. */
    public Lstm(int hidden, int layers, float dropout) {
        this(hidden, layers, dropout, 0);
    }

    /** One layer. */
    public Lstm(int hidden) {
        this(hidden, 1, 0);
    }

    /** The same with another {@link #forgetBias}. */
    public Lstm withForgetBias(float value) {
        return new Lstm(hidden, layers, dropout, value);
    }
}
