package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;
import java.util.Optional;

/**
 * {@code layer_norm} (Ba, Kiros and Hinton 2016): operands x {@code [.., channels]}, weight {@code
 * [channels]} and bias {@code [channels]}; results {@code y = (x - mean) * rstd * weight + bias}
 * {@code [.., channels]}, and, for the gradient, mean {@code [..]} and {@code rstd = 1 /
 * sqrt(variance + epsilon)} {@code [..]}. The variance is the biased one.
 *
 * @param epsilon added to the variance
 */
public record LayerNormRule(float epsilon) implements CompositeRule {
    @Override
    public String name() {
        return "layer_norm";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor mean = x.mean(-1);
        Tensor centered = x.sub(mean.expandDims(-1));
        Tensor variance = centered.square().mean(-1);
        Tensor rstd = variance.scalar(1).div(variance.add(epsilon).sqrt());
        Tensor normalized = centered.mul(rstd.expandDims(-1));
        return List.of(normalized.mul(operands.get(1)).add(operands.get(2)), mean, rstd);
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) -> {
                    Tensor dy = gradients.getFirst();
                    if (dy == null || gradients.get(1) != null || gradients.get(2) != null) {
                        return List.of();
                    }
                    return dy.recorder()
                            .applyComposite(
                                    new LayerNormGradientRule(),
                                    List.of(
                                            dy,
                                            operands.getFirst(),
                                            results.get(1),
                                            results.get(2),
                                            operands.get(1)));
                });
    }
}
