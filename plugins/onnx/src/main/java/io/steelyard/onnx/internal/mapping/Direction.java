package io.steelyard.onnx.internal.mapping;

import io.steelyard.program.Tensor;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One direction of a recurrent layer: its parameters and activations.
 *
 * @param index its place among the directions
 * @param activations names of the activation functions, in the operator's order
 */
record Direction(NodeCall node, int index, List<String> activations) {
    private static final int INPUT_WEIGHT = 1;
    private static final int STATE_WEIGHT = 2;
    private static final int BIAS = 3;

    /** {@code x W' + h R' + b}, both halves of the bias added, for {@code [batch, ..]}. */
    Tensor project(Tensor x, Tensor h) {
        Tensor sum =
                x.matmul(parameter(INPUT_WEIGHT).transpose(1, 0))
                        .add(h.matmul(parameter(STATE_WEIGHT).transpose(1, 0)));
        if (!node.has(BIAS)) {
            return sum;
        }
        List<Tensor> halves = parameter(BIAS).split(0, 2);
        return sum.add(halves.getFirst()).add(halves.getLast());
    }

    /** A gate before its activation, with a peephole's weight times the cell where there is one. */
    Tensor withPeephole(Tensor gate, int input, int part, Tensor cell) {
        return node.has(input) ? gate.add(parameter(input).split(0, 3).get(part).mul(cell)) : gate;
    }

    /** An activation function, after the clip where the node has one. */
    UnaryOperator<Tensor> activation(int place) {
        String name = activations.get(place);
        UnaryOperator<Tensor> function =
                switch (name) {
                    case "Sigmoid" -> Tensor::sigmoid;
                    case "Tanh" -> Tensor::tanh;
                    case "Relu" -> Tensor::relu;
                    default ->
                            throw node.refused(
                                    "the activation is "
                                            + name
                                            + "; accepted are Sigmoid, Tanh and Relu");
                };
        if (!node.hasAttribute("clip")) {
            return function;
        }
        float bound = node.real("clip", 0);
        return x -> function.apply(x.max(x.scalar(-bound)).min(x.scalar(bound)));
    }

    /** The part of a parameter that is this direction's. */
    private Tensor parameter(int input) {
        return node.tensor(input).slice(0, index, index + 1).squeeze(0);
    }
}
