package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;
import java.util.Optional;

/**
 * {@code softmax}: operand {@code [.., n]}, result {@code [.., n]}, {@code e^(x - max) / sum(e^(x -
 * max))} over the last axis. A row that is -infinity throughout gives NaN.
 */
public record SoftmaxRule() implements CompositeRule {
    @Override
    public String name() {
        return "softmax";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        // The result does not depend on the shift, so no gradient goes through it.
        Tensor shift = x.reduceMax(-1).expandDims(-1).stopGradient();
        Tensor exponentials = x.sub(shift).exp();
        return List.of(exponentials.div(exponentials.sum(-1).expandDims(-1)));
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) ->
                        List.of(
                                Composites.one(
                                        new SoftmaxGradientRule(),
                                        results.getFirst(),
                                        gradients.getFirst())));
    }
}
