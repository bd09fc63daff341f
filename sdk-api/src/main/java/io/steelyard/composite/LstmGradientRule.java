package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Loop;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code lstm_grad}: operands are the gradients of the first three results of {@code lstm}, its
 * first five operands, its last three results, and for padded sequences lengths I32 {@code
 * [batch]}; results are the gradients of x, the first states, the weights, and of either bias.
 *
 * <p>A loop in the opposite order gives the gradients of the sums before the gates; the products
 * with x and with the weights are taken for all steps at once. Gradients of states below 2^-100 in
 * magnitude count as 0.
 *
 * @param reverse of the forward operation
 */
public record LstmGradientRule(boolean reverse) implements CompositeRule {
    @Override
    public String name() {
        return "lstm_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.get(3);
        Tensor recurrent = operands.get(7);
        Tensor cells = operands.get(9);
        Recurrence forward = Recurrence.of(reverse, Recurrence.lengths(operands, 11), x.size(0));
        Loop.Result run =
                forward.backward()
                        .run(
                                operands.subList(1, 3),
                                List.of(
                                        forward.blank(operands.getFirst()),
                                        operands.get(10),
                                        cells,
                                        forward.before(operands.get(5), cells)),
                                (states, elements) -> step(recurrent, states, elements));
        Tensor sums = forward.blank(run.outputs().getFirst()); // [time, batch, 4 hidden]
        Tensor before = forward.before(operands.get(4), operands.get(8));
        return List.of(
                sums.matmul(operands.get(6)),
                run.carries().getFirst(),
                run.carries().get(1),
                Recurrence.weightGradient(sums, x),
                Recurrence.weightGradient(sums, before),
                sums.sum(0, 1));
    }

    /** Gradients of the states before a step, from those after it, and of the sums in it. */
    private static Loop.Step step(Tensor recurrent, List<Tensor> states, List<Tensor> elements) {
        List<Tensor> gates = elements.get(1).split(-1, 4);
        Tensor input = gates.getFirst();
        Tensor forget = gates.get(1);
        Tensor candidate = gates.get(2);
        Tensor output = gates.get(3);
        Tensor squashed = elements.get(2).tanh();
        Tensor dhidden = Recurrence.unlessVanished(states.getFirst().add(elements.getFirst()));
        Tensor dcell =
                Recurrence.unlessVanished(
                        states.get(1).add(dhidden.mul(output).mul(slope(squashed))));
        Tensor sums =
                Recurrence.join(
                        dcell.mul(candidate).mul(rise(input)),
                        dcell.mul(elements.get(3)).mul(rise(forget)),
                        dcell.mul(input).mul(slope(candidate)),
                        dhidden.mul(squashed).mul(rise(output)));
        return new Loop.Step(List.of(sums.matmul(recurrent), dcell.mul(forget)), List.of(sums));
    }

    /** The derivative of a sigmoid from its value. */
    static Tensor rise(Tensor sigmoid) {
        return sigmoid.mul(sigmoid.neg().add(1));
    }

    /** The derivative of tanh from its value. */
    static Tensor slope(Tensor tanh) {
        return tanh.square().neg().add(1);
    }
}
