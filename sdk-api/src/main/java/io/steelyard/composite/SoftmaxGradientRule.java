package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code softmax_grad}: operands y (the softmax) and dy, both {@code [.., n]}; result {@code dx = y
 * * (dy - sum(y * dy))} over the last axis.
 */
public record SoftmaxGradientRule() implements CompositeRule {
    @Override
    public String name() {
        return "softmax_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor y = operands.getFirst();
        Tensor dy = operands.get(1);
        return List.of(y.mul(dy.sub(y.mul(dy).sum(-1).expandDims(-1))));
    }
}
