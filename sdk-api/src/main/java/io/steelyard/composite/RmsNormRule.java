package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;
import java.util.Optional;

/**
 * {@code rms_norm} (Zhang and Sennrich 2019, equation 4, with an epsilon as Llama has it): operands
 * x {@code [.., channels]} and weight {@code [channels]}; results {@code y = x * rstd * weight}
 * {@code [.., channels]} and, for the gradient, {@code rstd = 1 / sqrt(mean(x^2) + epsilon)} {@code
 * [..]}.
 *
 * @param epsilon added to the mean of the squares
 */
public record RmsNormRule(float epsilon) implements CompositeRule {
    @Override
    public String name() {
        return "rms_norm";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor squares = x.square().mean(-1);
        Tensor rstd = squares.scalar(1).div(squares.add(epsilon).sqrt());
        return List.of(x.mul(rstd.expandDims(-1)).mul(operands.get(1)), rstd);
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) -> {
                    Tensor dy = gradients.getFirst();
                    if (dy == null || gradients.get(1) != null) {
                        return List.of();
                    }
                    return dy.recorder()
                            .applyComposite(
                                    new RmsNormGradientRule(),
                                    List.of(
                                            dy,
                                            operands.getFirst(),
                                            results.get(1),
                                            operands.get(1)));
                });
    }
}
