package io.steelyard.onnx.internal.mapping;

import io.steelyard.program.Tensor;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Recurrent layers: the step of each. */
final class RecurrentOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.of(
                    "RNN",
                    node ->
                            new Recurrence(
                                            node,
                                            List.of(5),
                                            List.of("Tanh"),
                                            RecurrentOperators::simple)
                                    .outputs(),
                    "LSTM",
                    node ->
                            new Recurrence(
                                            node,
                                            List.of(5, 6),
                                            List.of("Sigmoid", "Tanh", "Tanh"),
                                            RecurrentOperators::longShortTerm)
                                    .outputs());

    private static final int PEEPHOLES = 7;

    private RecurrentOperators() {}

    /** {@code H = f(X W' + H R' + b)}. */
    private static List<Tensor> simple(Direction direction, Tensor x, List<Tensor> states) {
        return List.of(direction.activation(0).apply(direction.project(x, states.getFirst())));
    }

    /**
     * {@code C = f * C + i * c; H = o * h(C)} with gates {@code i, o, f} of which the peepholes see
     * the cell (Hochreiter and Schmidhuber 1997; Gers and Schmidhuber 2000). Gates and peepholes
     * stand in the order input, output, forget; the candidate is the fourth.
     */
    private static List<Tensor> longShortTerm(Direction direction, Tensor x, List<Tensor> states) {
        UnaryOperator<Tensor> gate = direction.activation(0);
        Tensor cell = states.get(1);
        List<Tensor> parts =
                direction.project(x, states.getFirst()).split(-1, 4); // [batch, hidden]
        Tensor in = gate.apply(direction.withPeephole(parts.get(0), PEEPHOLES, 0, cell));
        Tensor forget =
                direction.node().flag("input_forget")
                        ? in.scalar(1).sub(in)
                        : gate.apply(direction.withPeephole(parts.get(2), PEEPHOLES, 2, cell));
        Tensor candidate = direction.activation(1).apply(parts.get(3));
        Tensor newCell = forget.mul(cell).add(in.mul(candidate));
        Tensor out = gate.apply(direction.withPeephole(parts.get(1), PEEPHOLES, 1, newCell));
        return List.of(out.mul(direction.activation(2).apply(newCell)), newCell);
    }
}
