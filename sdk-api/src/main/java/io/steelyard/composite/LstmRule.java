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
 * {@code lstm}: one layer of long short-term memory in one direction (Hochreiter and Schmidhuber
 * 1997, with the forget gate of Gers, Schmidhuber and Cummins 2000), in PyTorch's arrangement.
 *
 * <p>Operands: x {@code [time, batch, in]}, the first hidden and cell state {@code [batch,
 * hidden]}, weight_ih {@code [4 hidden, in]}, weight_hh {@code [4 hidden, hidden]}, bias_ih and
 * bias_hh {@code [4 hidden]}, and for padded sequences lengths I32 {@code [batch]}. For each step
 *
 * <pre>
 * i, f, g, o = split(x W_ih^T + b_ih + h W_hh^T + b_hh)
 * c' = sigmoid(f) * c + sigmoid(i) * tanh(g)
 * h' = sigmoid(o) * tanh(c')
 * </pre>
 *
 * <p>Results: the hidden state after each step {@code [time, batch, hidden]}, 0 beyond the end of a
 * sequence; the last hidden and cell state {@code [batch, hidden]}; and for the gradient the hidden
 * and cell states {@code [time, batch, hidden]}, held beyond the end, and the gates {@code [time,
 * batch, 4 hidden]}. The product with x is taken for all steps at once.
 *
 * @param reverse whether time runs from the last step to the first
 */
public record LstmRule(boolean reverse) implements CompositeRule {
    private static final int LENGTHS = 7;

    @Override
    public String name() {
        return "lstm";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor recurrent = operands.get(4);
        Tensor bias = operands.get(5).add(operands.get(6));
        Recurrence recurrence =
                Recurrence.of(reverse, Recurrence.lengths(operands, LENGTHS), x.size(0));
        Loop.Result run =
                recurrence.states(
                        operands.subList(1, 3),
                        List.of(Recurrence.project(x, operands.get(3)).add(bias)),
                        (states, elements) ->
                                step(
                                        states,
                                        elements.getFirst()
                                                .add(
                                                        Recurrence.project(
                                                                states.getFirst(), recurrent))));
        List<Tensor> results = new ArrayList<>();
        results.add(recurrence.blank(run.outputs().getFirst()));
        results.addAll(run.carries());
        results.addAll(run.outputs());
        return Collections.unmodifiableList(results);
    }

    private static Loop.Step step(List<Tensor> states, Tensor sums) {
        List<Tensor> parts = sums.split(-1, 4);
        Tensor input = parts.getFirst().sigmoid();
        Tensor forget = parts.get(1).sigmoid();
        Tensor candidate = parts.get(2).tanh();
        Tensor output = parts.get(3).sigmoid();
        Tensor cell = forget.mul(states.get(1)).add(input.mul(candidate));
        Tensor hidden = output.mul(cell.tanh());
        return new Loop.Step(
                List.of(hidden, cell), List.of(Recurrence.join(input, forget, candidate, output)));
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(this::gradient);
    }

    private List<@Nullable Tensor> gradient(
            List<Tensor> operands, List<Tensor> results, List<@Nullable Tensor> gradients) {
        if (gradients.stream().skip(3).anyMatch(gradient -> gradient != null)) {
            return List.of();
        }
        List<Tensor> found =
                operands.getFirst()
                        .recorder()
                        .applyComposite(
                                new LstmGradientRule(reverse),
                                Recurrence.withLengths(
                                        Recurrence.lengths(operands, LENGTHS),
                                        Recurrence.orZero(gradients.getFirst(), results.getFirst()),
                                        Recurrence.orZero(gradients.get(1), results.get(1)),
                                        Recurrence.orZero(gradients.get(2), results.get(2)),
                                        operands.getFirst(),
                                        operands.get(1),
                                        operands.get(2),
                                        operands.get(3),
                                        operands.get(4),
                                        results.get(3),
                                        results.get(4),
                                        results.get(5)));
        List<@Nullable Tensor> contributions = new ArrayList<>(found);
        contributions.add(found.getLast());
        if (operands.size() > LENGTHS) {
            contributions.add(null);
        }
        return contributions;
    }
}
