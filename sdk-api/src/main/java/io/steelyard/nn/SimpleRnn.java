package io.steelyard.nn;

import io.steelyard.composite.RnnRule;

/**
 * A simple recurrent network: a stack of {@link RnnRule}.
 *
 * @param hidden size of the state
 * @param layers their number
 * @param dropout rate on the results of each layer but the last
 * @param activation of each state
 */
public record SimpleRnn(int hidden, int layers, float dropout, RnnRule.Activation activation)
        implements Recurrent {
    /** Throws {@code INVALID_ARGUMENT} for sizes below 1 and a rate outside [0, 1). */
    public SimpleRnn {
        RecurrentStack.require("SimpleRnn", hidden, layers, dropout);
    }

    /** One layer with the hyperbolic tangent. */
    public SimpleRnn(int hidden) {
        this(hidden, 1, 0, RnnRule.Activation.TANH);
    }
}
