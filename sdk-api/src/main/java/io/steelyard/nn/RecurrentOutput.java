package io.steelyard.nn;

import io.steelyard.program.Tensor;

import java.util.List;

/**
 * What a {@link Recurrent} stack gives.
 *
 * @param values {@code [batch, time, hidden]}, or {@code [batch, time, 2 * hidden]} of a {@link
 *     Bidirectional} one
 * @param states after the last step of each sequence, in the form of those of a {@link
 *     RecurrentInput}
 */
public record RecurrentOutput(Tensor values, List<Tensor> states) {
    public RecurrentOutput {
        states = List.copyOf(states);
    }
}
