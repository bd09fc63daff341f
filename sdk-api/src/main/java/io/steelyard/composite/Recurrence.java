package io.steelyard.composite;

import io.steelyard.program.Axes;
import io.steelyard.program.Loop;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A loop over time whose states stay where they are beyond the end of a sequence. Sequences are
 * {@code [time, batch, ..]}.
 *
 * @param reverse whether it runs from the last step to the first
 * @param within BOOL {@code [time, batch, 1]}: whether a sequence has the step; null where all have
 *     all
 */
record Recurrence(boolean reverse, @Nullable Tensor within) {
    private static final double VANISHED = 0x1p-100;

    /**
     * @param lengths I32 {@code [batch]}: the steps of each sequence, of which there are at most
     *     time; null where all have all
     */
    static Recurrence of(boolean reverse, @Nullable Tensor lengths, long time) {
        if (lengths == null) {
            return new Recurrence(reverse, null);
        }
        Tensor wide = lengths.expandDims(-1);
        TensorType steps = new TensorType(DType.I32, Shape.of(time).concat(wide.shape()));
        return new Recurrence(reverse, lengths.recorder().apply(new Op.Iota(steps, 0)).lt(wide));
    }

    /** The loop in which gradients flow back. */
    Recurrence backward() {
        return new Recurrence(!reverse, within);
    }

    /** Runs a body; its outputs have the new states before those of the body. */
    Loop.Result states(List<Tensor> initial, List<Tensor> sequences, Loop.Body body) {
        Loop.Body held = holding(body);
        return loop(
                initial,
                sequences,
                (states, elements) -> {
                    Loop.Step step = held.step(states, elements);
                    List<Tensor> outputs = new ArrayList<>(step.carries());
                    outputs.addAll(step.outputs());
                    return new Loop.Step(step.carries(), outputs);
                });
    }

    /** Runs a body. */
    Loop.Result run(List<Tensor> initial, List<Tensor> sequences, Loop.Body body) {
        return loop(initial, sequences, holding(body));
    }

    private Loop.Result loop(List<Tensor> initial, List<Tensor> sequences, Loop.Body body) {
        List<Tensor> all = new ArrayList<>(sequences);
        if (within != null) {
            all.add(within);
        }
        return reverse ? Loop.scanReverse(initial, all, body) : Loop.scan(initial, all, body);
    }

    private Loop.Body holding(Loop.Body body) {
        if (within == null) {
            return body;
        }
        return (states, elements) -> {
            Tensor going = elements.getLast();
            Loop.Step step = body.step(states, elements.subList(0, elements.size() - 1));
            List<Tensor> held = new ArrayList<>();
            for (int i = 0; i < states.size(); i++) {
                held.add(going.select(step.carries().get(i), states.get(i)));
            }
            return new Loop.Step(held, step.outputs());
        };
    }

    /** A sequence with 0 at the steps that are not there. */
    Tensor blank(Tensor sequence) {
        return within == null ? sequence : within.select(sequence, sequence.filled(0));
    }

    /** The state before each step, from the state after each step. */
    Tensor before(Tensor initial, Tensor states) {
        long time = states.size(0);
        Tensor first = initial.expandDims(0);
        return time == 0
                ? states
                : reverse
                        ? states.slice(0, 1, time).concat(0, first)
                        : first.concat(0, states.slice(0, 0, time - 1));
    }

    /** {@code x W^T}: {@code [.., in]} and {@code [out, in]} to {@code [.., out]}. */
    static Tensor project(Tensor x, Tensor weight) {
        return x.dot(weight, Axes.none(), Axes.none(), Axes.of(x.rank() - 1), Axes.of(1));
    }

    /** The gradient of the weight of {@link #project}, from those of all steps. */
    static Tensor weightGradient(Tensor gradient, Tensor x) {
        Axes steps = Axes.of(0, 1);
        return gradient.dot(x, Axes.none(), Axes.none(), steps, steps);
    }

    /** Pieces side by side on the last axis. */
    static Tensor join(Tensor first, Tensor... others) {
        return first.concat(-1, others);
    }

    /**
     * A gradient on its way back through time, 0 where it has all but vanished. Over some hundred
     * steps it falls below the smallest normal number, and processors take a hundred times as long
     * over what comes then; the bound leaves room for the slopes that it is still multiplied by.
     */
    static Tensor unlessVanished(Tensor gradient) {
        return gradient.abs().lt(gradient.filled(VANISHED)).select(gradient.filled(0), gradient);
    }

    /** The gradient of a result, 0 where it does not reach the loss. */
    static Tensor orZero(@Nullable Tensor gradient, Tensor result) {
        return gradient == null ? result.filled(0) : gradient;
    }

    /** The operand of that number where there is one more than the others: the lengths. */
    static @Nullable Tensor lengths(List<Tensor> operands, int number) {
        return operands.size() > number ? operands.get(number) : null;
    }

    /** Operands followed by the lengths, if there are any. */
    static List<Tensor> withLengths(@Nullable Tensor lengths, Tensor... operands) {
        List<Tensor> all = new ArrayList<>(List.of(operands));
        if (lengths != null) {
            all.add(lengths);
        }
        return Collections.unmodifiableList(all);
    }
}
