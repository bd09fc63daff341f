package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * A recurrent stack in both directions (Schuster and Paliwal 1997): each layer runs over time
 * forwards and, with parameters of its own, backwards, and gives both results side by side: {@code
 * [batch, time, channels] -> [batch, time, 2 * hidden]}. The backward direction begins at the last
 * step of each sequence, not in its padding.
 *
 * @param layer whose sizes and kind both directions have
 */
public record Bidirectional(Recurrent layer) implements Layer {
    /** The results of the last layer, from states of 0. */
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        return run(scope, RecurrentInput.of(input)).values();
    }

    /** As {@link Recurrent#run}. */
    public RecurrentOutput run(Scope scope, RecurrentInput input) {
        return new RecurrentStack(layer, true).run(scope, input);
    }
}
