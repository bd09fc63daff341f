package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

import java.util.List;
import java.util.Optional;

/**
 * {@code batch_norm} (Ioffe and Szegedy 2015, algorithm 1): operands x {@code [.., channels]},
 * weight {@code [channels]} and bias {@code [channels]}; results {@code y = (x - mean) * rstd *
 * weight + bias} {@code [.., channels]}, and for the gradient and for running statistics mean,
 * {@code rstd = 1 / sqrt(variance + epsilon)} and variance, {@code [channels]} each. Mean and
 * variance are those of a channel over all other axes; the variance is the biased one.
 *
 * @param epsilon added to the variance
 */
public record BatchNormRule(float epsilon) implements CompositeRule {
    @Override
    public String name() {
        return "batch_norm";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor rows = rows(x);
        Tensor mean = rows.mean(0);
        Tensor centered = rows.sub(mean);
        Tensor variance = centered.square().mean(0);
        Tensor rstd = variance.scalar(1).div(variance.add(epsilon).sqrt());
        Tensor y = centered.mul(rstd).mul(operands.get(1)).add(operands.get(2));
        return List.of(y.reshape(x.shape()), mean, rstd, variance);
    }

    /** {@code [.., channels] -> [rows, channels]}. */
    static Tensor rows(Tensor x) {
        long rows = x.shape().slice(0, x.rank() - 1).elements();
        return x.reshape(Shape.of(rows, x.size(-1)));
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) -> {
                    Tensor dy = gradients.getFirst();
                    boolean statistics =
                            gradients.stream().skip(1).anyMatch(gradient -> gradient != null);
                    if (dy == null || statistics) {
                        return List.of();
                    }
                    return dy.recorder()
                            .applyComposite(
                                    new BatchNormGradientRule(),
                                    List.of(
                                            dy,
                                            operands.getFirst(),
                                            results.get(1),
                                            results.get(2),
                                            operands.get(1)));
                });
    }
}
