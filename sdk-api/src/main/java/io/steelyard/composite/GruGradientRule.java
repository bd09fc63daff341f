package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Loop;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code gru_grad}: operands are the gradients of the first two results of {@code gru}, its first
 * four operands, its last two results, and for padded sequences lengths I32 {@code [batch]};
 * results are the gradients of x, the first state, the weights and the biases.
 *
 * <p>A loop in the opposite order gives the gradients of the sums before the gates; the products
 * with x and with the weights are taken for all steps at once. Gradients of states below 2^-100 in
 * magnitude count as 0.
 *
 * @param reverse of the forward operation
 */
public record GruGradientRule(boolean reverse) implements CompositeRule {
    @Override
    public String name() {
        return "gru_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.get(2);
        Tensor recurrent = operands.get(5);
        Recurrence forward = Recurrence.of(reverse, Recurrence.lengths(operands, 8), x.size(0));
        Tensor before = forward.before(operands.get(3), operands.get(6));
        Loop.Result run =
                forward.backward()
                        .run(
                                operands.subList(1, 2),
                                List.of(
                                        forward.blank(operands.getFirst()),
                                        operands.get(7),
                                        before),
                                (states, elements) -> step(recurrent, states.getFirst(), elements));
        Tensor fromInput = forward.blank(run.outputs().getFirst()); // [time, batch, 3 hidden]
        Tensor fromState = forward.blank(run.outputs().get(1)); // [time, batch, 3 hidden]
        return List.of(
                fromInput.matmul(operands.get(4)),
                run.carries().getFirst(),
                Recurrence.weightGradient(fromInput, x),
                Recurrence.weightGradient(fromState, before),
                fromInput.sum(0, 1),
                fromState.sum(0, 1));
    }

    /** Gradients of the state before a step, from that after it, and of the sums in it. */
    private static Loop.Step step(Tensor recurrent, Tensor after, List<Tensor> elements) {
        List<Tensor> gates = elements.get(1).split(-1, 4);
        Tensor reset = gates.getFirst();
        Tensor update = gates.get(1);
        Tensor candidate = gates.get(2);
        Tensor dnext = Recurrence.unlessVanished(after.add(elements.getFirst()));
        Tensor dcandidate = dnext.mul(update.neg().add(1)).mul(LstmGradientRule.slope(candidate));
        Tensor dupdate =
                dnext.mul(elements.get(2).sub(candidate)).mul(LstmGradientRule.rise(update));
        Tensor dreset = dcandidate.mul(gates.get(3)).mul(LstmGradientRule.rise(reset));
        Tensor fromState = Recurrence.join(dreset, dupdate, dcandidate.mul(reset));
        return new Loop.Step(
                List.of(dnext.mul(update).add(fromState.matmul(recurrent))),
                List.of(Recurrence.join(dreset, dupdate, dcandidate), fromState));
    }
}
