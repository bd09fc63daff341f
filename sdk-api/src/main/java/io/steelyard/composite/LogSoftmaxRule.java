package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;
import java.util.Optional;

/**
 * {@code log_softmax}: operand {@code [.., n]}, result {@code [.., n]}, {@code (x - max) -
 * log(sum(e^(x - max)))} over the last axis. The gradient {@code dx = dy - e^y * sum(dy)} needs
 * nothing but the result y.
 */
public record LogSoftmaxRule() implements CompositeRule {
    @Override
    public String name() {
        return "log_softmax";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor shifted = x.sub(x.reduceMax(-1).expandDims(-1).stopGradient());
        return List.of(shifted.sub(shifted.exp().sum(-1).expandDims(-1).log()));
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) -> {
                    Tensor dy = gradients.getFirst();
                    Tensor probabilities = results.getFirst().exp();
                    return List.of(dy.sub(probabilities.mul(dy.sum(-1).expandDims(-1))));
                });
    }
}
