package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Loop;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code rnn_grad}: operands are the gradients of the first two results of {@code rnn}, its first
 * four operands, its last result, and for padded sequences lengths I32 {@code [batch]}; results are
 * the gradients of x, the first state, the weights, and of either bias. Gradients of states below
 * 2^-100 in magnitude count as 0.
 *
 * @param reverse of the forward operation
 * @param activation of the forward operation
 */
public record RnnGradientRule(boolean reverse, RnnRule.Activation activation)
        implements CompositeRule {
    @Override
    public String name() {
        return "rnn_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.get(2);
        Tensor recurrent = operands.get(5);
        Tensor after = operands.get(6);
        Recurrence forward = Recurrence.of(reverse, Recurrence.lengths(operands, 7), x.size(0));
        Loop.Result run =
                forward.backward()
                        .run(
                                operands.subList(1, 2),
                                List.of(forward.blank(operands.getFirst()), after),
                                (states, elements) -> {
                                    Tensor gradient =
                                            Recurrence.unlessVanished(
                                                    states.getFirst().add(elements.getFirst()));
                                    Tensor sum = activation.gradient(elements.get(1), gradient);
                                    return new Loop.Step(
                                            List.of(sum.matmul(recurrent)), List.of(sum));
                                });
        Tensor sums = forward.blank(run.outputs().getFirst()); // [time, batch, hidden]
        return List.of(
                sums.matmul(operands.get(4)),
                run.carries().getFirst(),
                Recurrence.weightGradient(sums, x),
                Recurrence.weightGradient(sums, forward.before(operands.get(3), after)),
                sums.sum(0, 1));
    }
}
