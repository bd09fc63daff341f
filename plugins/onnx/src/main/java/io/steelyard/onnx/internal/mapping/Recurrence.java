package io.steelyard.onnx.internal.mapping;

import io.steelyard.program.Loop;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/**
 * A recurrent layer as a loop over time: what RNN and LSTM have in common. Inputs are {@code [time,
 * batch, features]}, or {@code [batch, time, features]} with {@code layout = 1}.
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

    /** {@code Y} of all steps, then the last of each state. */
    List<OnnxValue> outputs() {
        OnnxValue x = node.input(0);
        boolean batchFirst = node.flag("layout");
        Tensor timeFirst = batchFirst ? x.tensor().transpose(1, 0, 2) : x.tensor();
        List<Loop.Result> runs = new ArrayList<>();
        List<Boolean> reversed = reversed();
        for (int i = 0; i < reversed.size(); i++) {
            runs.add(run(direction(i, reversed.size()), timeFirst, reversed.get(i)));
        }
        // [time, directions, batch, hidden]
        Tensor y = stack(runs.stream().map(run -> run.outputs().getFirst()).toList(), 1);
        List<OnnxValue> results = new ArrayList<>();
        results.add(x.with(batchFirst ? y.transpose(2, 0, 1, 3) : y));
        for (int state = 0; state < initialStates.size(); state++) {
            int kind = state;
            Tensor last = stack(runs.stream().map(run -> run.carries().get(kind)).toList(), 0);
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
    private Loop.Result run(Direction direction, Tensor x, boolean reversed) {
        List<Tensor> sequences = new ArrayList<>(List.of(x)); // [time, batch, features]
        if (node.has(LENGTHS)) {
            sequences.add(within(x.size(0)));
        }
        Loop.Body body =
                (states, elements) -> {
                    List<Tensor> next = step.apply(direction, elements.getFirst(), states);
                    Tensor output = next.getFirst();
                    if (elements.size() == 1) {
                        return new Loop.Step(next, List.of(output));
                    }
                    Tensor within = elements.get(1);
                    return new Loop.Step(
                            kept(within, next, states),
                            List.of(within.select(output, output.filled(0))));
                };
        List<Tensor> initial = initial(direction, x);
        return reversed
                ? Loop.scanReverse(initial, sequences, body)
                : Loop.scan(initial, sequences, body);
    }

    private static List<Tensor> kept(Tensor within, List<Tensor> next, List<Tensor> before) {
        List<Tensor> states = new ArrayList<>();
        for (int i = 0; i < next.size(); i++) {
            states.add(within.select(next.get(i), before.get(i)));
        }
        return states;
    }

    /** BOOL {@code [time, batch, 1]}: whether a sequence has a step. */
    private Tensor within(long time) {
        Tensor lengths = node.tensor(LENGTHS).convert(DType.I32).expandDims(-1); // [batch, 1]
        TensorType type = TensorType.of(DType.I32, time, lengths.size(0), 1);
        return lengths.gt(node.recorder().apply(new Op.Iota(type, 0)));
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

    /** Joined along a new axis. */
    private static Tensor stack(List<Tensor> parts, int axis) {
        List<Tensor> expanded = parts.stream().map(part -> part.expandDims(axis)).toList();
        return expanded.getFirst()
                .concat(axis, expanded.subList(1, expanded.size()).toArray(Tensor[]::new));
    }
}
