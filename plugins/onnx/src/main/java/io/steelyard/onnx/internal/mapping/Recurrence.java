package io.steelyard.onnx.internal.mapping;

import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A recurrent layer unrolled over time: what RNN, GRU and LSTM have in common. Inputs are {@code
 * [time, batch, features]}, or {@code [batch, time, features]} with {@code layout = 1}.
 *
 * @param initialStates the inputs that hold the states before the first step; 0 where left out
 * @param defaultActivations for one direction
 * @param step one step of one direction
 */
record Recurrence(
        NodeCall node, List<Integer> initialStates, List<String> defaultActivations, Step step) {
    private static final int LENGTHS = 4;

    /** The states after a step, the first of which is the output. */
    @FunctionalInterface
    interface Step {
        List<Tensor> apply(Direction direction, Tensor x, List<Tensor> states);
    }

    /**
     * The output of each step {@code [batch, hidden]} in the order of time, and the last states.
     */
    private record Run(List<Tensor> outputs, List<Tensor> states) {}

    /** {@code Y} of all steps, then the last of each state. */
    List<OnnxValue> outputs() {
        OnnxValue x = node.input(0);
        boolean batchFirst = node.flag("layout");
        Tensor timeFirst = batchFirst ? x.tensor().transpose(1, 0, 2) : x.tensor();
        List<Run> runs = new ArrayList<>();
        List<Boolean> reversed = reversed();
        for (int i = 0; i < reversed.size(); i++) {
            runs.add(run(direction(i, reversed.size()), timeFirst, reversed.get(i)));
        }
        List<Tensor> all = new ArrayList<>(); // [time, 1, batch, hidden] of each direction
        for (Run run : runs) {
            all.add(stack(run.outputs.stream().map(h -> h.expandDims(0)).toList()));
        }
        Tensor y = join(all, 1); // [time, directions, batch, hidden]
        List<OnnxValue> results = new ArrayList<>();
        results.add(x.with(batchFirst ? y.transpose(2, 0, 1, 3) : y));
        for (int state = 0; state < initialStates.size(); state++) {
            int kind = state;
            Tensor last = stack(runs.stream().map(run -> run.states.get(kind)).toList());
            results.add(x.with(batchFirst ? last.transpose(1, 0, 2) : last));
        }
        return results;
    }

    private List<Boolean> reversed() {
        String direction = node.text("direction", "forward");
        return switch (direction) {
            case "forward" -> List.of(false);
            case "reverse" -> List.of(true);
            case "bidirectional" -> List.of(false, true);
            default ->
                    throw node.refused(
                            "direction is '"
                                    + direction
                                    + "'; accepted are forward, reverse and bidirectional");
        };
    }

    private Direction direction(int index, int count) {
        List<String> given = node.texts("activations");
        int each = defaultActivations.size();
        if (given.isEmpty()) {
            return new Direction(node, index, defaultActivations);
        }
        if (given.size() != each * count) {
            throw node.refused(
                    "there are "
                            + given.size()
                            + " activations; accepted are "
                            + each
                            + " for each direction");
        }
        return new Direction(node, index, given.subList(index * each, (index + 1) * each));
    }

    /** Where a sequence has ended its states stay and its output is 0. */
    private Run run(Direction direction, Tensor x, boolean reversed) {
        int time = Math.toIntExact(x.size(0));
        List<Tensor> states = initial(direction, x);
        Tensor[] outputs = new Tensor[time];
        for (int i = 0; i < time; i++) {
            int t = reversed ? time - 1 - i : i;
            Tensor now = x.slice(0, t, t + 1).squeeze(0); // [batch, features]
            List<Tensor> next = step.apply(direction, now, states);
            Tensor within = within(t);
            outputs[t] =
                    within == null
                            ? next.getFirst()
                            : within.select(next.getFirst(), next.getFirst().filled(0));
            states = within == null ? next : kept(within, next, states);
        }
        return new Run(Arrays.asList(outputs), states);
    }

    private static List<Tensor> kept(Tensor within, List<Tensor> next, List<Tensor> before) {
        List<Tensor> states = new ArrayList<>();
        for (int i = 0; i < next.size(); i++) {
            states.add(within.select(next.get(i), before.get(i)));
        }
        return states;
    }

    /** BOOL {@code [batch, 1]}: whether a sequence has a step; null when all have all. */
    private @Nullable Tensor within(int t) {
        if (!node.has(LENGTHS)) {
            return null;
        }
        Tensor lengths = node.tensor(LENGTHS).convert(DType.I32);
        return lengths.gt(lengths.scalar(t)).expandDims(-1);
    }

    private List<Tensor> initial(Direction direction, Tensor x) {
        boolean batchFirst = node.flag("layout");
        List<Tensor> states = new ArrayList<>();
        for (int input : initialStates) {
            if (node.has(input)) {
                Tensor given =
                        batchFirst ? node.tensor(input).transpose(1, 0, 2) : node.tensor(input);
                states.add(given.slice(0, direction.index(), direction.index() + 1).squeeze(0));
            } else {
                long hidden = node.tensor(2).size(-1);
                states.add(x.scalar(0).broadcastTo(Shape.of(x.size(1), hidden)));
            }
        }
        return states;
    }

    /** Joined along a new outermost axis. */
    private static Tensor stack(List<Tensor> parts) {
        return join(parts.stream().map(part -> part.expandDims(0)).toList(), 0);
    }

    private static Tensor join(List<Tensor> parts, int axis) {
        return parts.getFirst().concat(axis, parts.subList(1, parts.size()).toArray(Tensor[]::new));
    }
}
