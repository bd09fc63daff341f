package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Loop;
import io.steelyard.program.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code rnn}: one layer of a simple recurrent network in one direction (Elman 1990), in PyTorch's
 * arrangement.
 *
 * <p>Operands: x {@code [time, batch, in]}, the first state {@code [batch, hidden]}, weight_ih
 * {@code [hidden, in]}, weight_hh {@code [hidden, hidden]}, bias_ih and bias_hh {@code [hidden]},
 * and for padded sequences lengths I32 {@code [batch]}. For each step {@code h' = activation(x
 * W_ih^T + b_ih + h W_hh^T + b_hh)}.
 *
 * <p>Results: the state after each step {@code [time, batch, hidden]}, 0 beyond the end of a
 * sequence; the last state {@code [batch, hidden]}; and for the gradient the states {@code [time,
 * batch, hidden]}, held beyond the end.
 *
 * @param reverse whether time runs from the last step to the first
 * @param activation of the sum
 */
public record RnnRule(boolean reverse, Activation activation) implements CompositeRule {
    private static final int LENGTHS = 6;

    /** A function of the sum whose derivative follows from its value. */
    public enum Activation {
        /** The hyperbolic tangent. */
        TANH,
        /** {@code max(x, 0)}. */
        RELU;

        Tensor of(Tensor sum) {
            return switch (this) {
                case TANH -> sum.tanh();
                case RELU -> sum.relu();
            };
        }

        /** The gradient of the sum from that of the value. */
        Tensor gradient(Tensor value, Tensor gradient) {
            return switch (this) {
                case TANH -> gradient.mul(LstmGradientRule.slope(value));
                case RELU -> value.gt(value.scalar(0)).select(gradient, gradient.filled(0));
            };
        }
    }

    @Override
    public String name() {
        return "rnn";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor recurrent = operands.get(3);
        Tensor bias = operands.get(4).add(operands.get(5));
        Recurrence recurrence =
                Recurrence.of(reverse, Recurrence.lengths(operands, LENGTHS), x.size(0));
        Loop.Result run =
                recurrence.states(
                        operands.subList(1, 2),
                        List.of(Recurrence.project(x, operands.get(2)).add(bias)),
                        (states, elements) -> {
                            Tensor fromState = Recurrence.project(states.getFirst(), recurrent);
                            Tensor next = activation.of(elements.getFirst().add(fromState));
                            return new Loop.Step(List.of(next), List.of());
                        });
        Tensor states = run.outputs().getFirst();
        return List.of(recurrence.blank(states), run.carries().getFirst(), states);
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(this::gradient);
    }

    private List<@Nullable Tensor> gradient(
            List<Tensor> operands, List<Tensor> results, List<@Nullable Tensor> gradients) {
        if (gradients.get(2) != null) {
            return List.of();
        }
        List<Tensor> found =
                operands.getFirst()
                        .recorder()
                        .applyComposite(
                                new RnnGradientRule(reverse, activation),
                                Recurrence.withLengths(
                                        Recurrence.lengths(operands, LENGTHS),
                                        Recurrence.orZero(gradients.getFirst(), results.getFirst()),
                                        Recurrence.orZero(gradients.get(1), results.get(1)),
                                        operands.getFirst(),
                                        operands.get(1),
                                        operands.get(2),
                                        operands.get(3),
                                        results.get(2)));
        List<@Nullable Tensor> contributions = new ArrayList<>(found);
        contributions.add(found.getLast());
        if (operands.size() > LENGTHS) {
            contributions.add(null);
        }
        return contributions;
    }
}
