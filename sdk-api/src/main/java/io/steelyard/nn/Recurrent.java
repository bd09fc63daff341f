package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * A stack of recurrent layers over time, each of which reads the one below: {@code [batch, time,
 * channels] -> [batch, time, hidden]}. States, lengths and names are PyTorch's.
 *
 * <p>Parameters of layer k: {@code weight_ih_lk} {@code [gates * hidden, in]}, {@code weight_hh_lk}
 * {@code [gates * hidden, hidden]}, {@code bias_ih_lk} and {@code bias_hh_lk} {@code [gates *
 * hidden]}, all uniform in {@code +-1/sqrt(hidden)} at first. In a {@link Bidirectional} stack the
 * names of the layers that run backwards end in {@code _reverse}.
 */
public sealed interface Recurrent extends Layer permits Lstm, Gru, SimpleRnn {
    /** Size of the states. */
    int hidden();

    /** The number of layers. */
    int layers();

    /** Rate of the dropout on the results of each layer but the last. */
    float dropout();

    /** The results of the last layer, from states of 0. */
    @Override
    default Tensor forward(Scope scope, Tensor input) {
        return run(scope, RecurrentInput.of(input)).values();
    }

    /**
     * Records the stack with first states, last states and lengths. Throws {@code INVALID_PROGRAM}
     * when they do not fit.
     */
    default RecurrentOutput run(Scope scope, RecurrentInput input) {
        return new RecurrentStack(this, false).run(scope, input);
    }
}
