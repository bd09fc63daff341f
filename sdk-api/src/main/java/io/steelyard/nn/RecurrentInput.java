package io.steelyard.nn;

import io.steelyard.program.Tensor;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link Recurrent} stack reads.
 *
 * @param values {@code [batch, time, channels]}
 * @param lengths I32 {@code [batch]}: the steps of each sequence, the rest of which is padding: it
 *     changes no state and its results are 0; empty where all sequences have all steps
 * @param states before the first step, {@code [layers * directions, batch, hidden]}, those of the
 *     two directions of a layer side by side: one, or for an {@link Lstm} the hidden and the cell
 *     state; none for states of 0
 */
public record RecurrentInput(Tensor values, Optional<Tensor> lengths, List<Tensor> states) {
    public RecurrentInput {
        states = List.copyOf(states);
    }

    /** Sequences of full length, from states of 0. */
    public static RecurrentInput of(Tensor values) {
        return new RecurrentInput(values, Optional.empty(), List.of());
    }

    /** The same with lengths. */
    public RecurrentInput withLengths(Tensor value) {
        return new RecurrentInput(values, Optional.of(value), states);
    }

    /** The same with first states. */
    public RecurrentInput withStates(Tensor... value) {
        return new RecurrentInput(values, lengths, List.of(value));
    }
}
