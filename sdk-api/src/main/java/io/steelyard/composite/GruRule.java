package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Loop;
import io.steelyard.program.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * {@code gru}: one layer of gated recurrent units in one direction (Cho et al. 2014), in PyTorch's
 * arrangement, where the reset gate acts after the product with the state.
 *
 * <p>Operands: x {@code [time, batch, in]}, the first state {@code [batch, hidden]}, weight_ih
 * {@code [3 hidden, in]}, weight_hh {@code [3 hidden, hidden]}, bias_ih and bias_hh {@code [3
 * hidden]}, and for padded sequences lengths I32 {@code [batch]}. For each step
 *
 * <pre>
 * ri, zi, ni = split(x W_ih^T + b_ih);  rh, zh, nh = split(h W_hh^T + b_hh)
 * r = sigmoid(ri + rh);  z = sigmoid(zi + zh);  n = tanh(ni + r * nh)
 * h' = (1 - z) * n + z * h
 * </pre>
 *
 * <p>Results: the state after each step {@code [time, batch, hidden]}, 0 beyond the end of a
 * sequence; the last state {@code [batch, hidden]}; and for the gradient the states {@code [time,
 * batch, hidden]}, held beyond the end, and r, z, n and nh {@code [time, batch, 4 hidden]}. The
 * product with x is taken for all steps at once.
 *
 * @param reverse whether time runs from the last step to the first
 */
public record GruRule(boolean reverse) implements CompositeRule {
    private static final int LENGTHS = 6;

    @Override
    public String name() {
        return "gru";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor recurrent = operands.get(3);
        Tensor bias = operands.get(5);
        Recurrence recurrence =
                Recurrence.of(reverse, Recurrence.lengths(operands, LENGTHS), x.size(0));
        Loop.Result run =
                recurrence.states(
                        operands.subList(1, 2),
                        List.of(Recurrence.project(x, operands.get(2)).add(operands.get(4))),
                        (states, elements) ->
                                step(
                                        states.getFirst(),
                                        elements.getFirst(),
                                        Recurrence.project(states.getFirst(), recurrent)
                                                .add(bias)));
        List<Tensor> results = new ArrayList<>();
        results.add(recurrence.blank(run.outputs().getFirst()));
        results.addAll(run.carries());
        results.addAll(run.outputs());
        return Collections.unmodifiableList(results);
    }

    private static Loop.Step step(Tensor state, Tensor fromInput, Tensor fromState) {
        List<Tensor> input = fromInput.split(-1, 3);
        List<Tensor> recurrent = fromState.split(-1, 3);
        Tensor reset = input.getFirst().add(recurrent.getFirst()).sigmoid();
        Tensor update = input.get(1).add(recurrent.get(1)).sigmoid();
        Tensor proposal = recurrent.get(2);
        Tensor candidate = input.get(2).add(reset.mul(proposal)).tanh();
        Tensor next = update.neg().add(1).mul(candidate).add(update.mul(state));
        return new Loop.Step(
                List.of(next), List.of(Recurrence.join(reset, update, candidate, proposal)));
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(this::gradient);
    }

    private List<@Nullable Tensor> gradient(
            List<Tensor> operands, List<Tensor> results, List<@Nullable Tensor> gradients) {
        if (gradients.stream().skip(2).anyMatch(gradient -> gradient != null)) {
            return List.of();
        }
        List<@Nullable Tensor> contributions =
                new ArrayList<>(
                        operands.getFirst()
                                .recorder()
                                .applyComposite(
                                        new GruGradientRule(reverse),
                                        Recurrence.withLengths(
                                                Recurrence.lengths(operands, LENGTHS),
                                                Recurrence.orZero(
                                                        gradients.getFirst(), results.getFirst()),
                                                Recurrence.orZero(gradients.get(1), results.get(1)),
                                                operands.getFirst(),
                                                operands.get(1),
                                                operands.get(2),
                                                operands.get(3),
                                                results.get(2),
                                                results.get(3))));
        if (operands.size() > LENGTHS) {
            contributions.add(null);
        }
        return contributions;
    }
}
