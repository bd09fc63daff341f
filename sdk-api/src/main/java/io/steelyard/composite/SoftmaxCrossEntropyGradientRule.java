package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code softmax_cross_entropy_grad}: operands dloss {@code [..]}, logits {@code [.., classes]},
 * labels I32 {@code [..]} and logSumExp {@code [..]}; result {@code dlogits = (e^(logits -
 * logSumExp) - onehot) * dloss} {@code [.., classes]}.
 */
public record SoftmaxCrossEntropyGradientRule() implements CompositeRule {
    @Override
    public String name() {
        return "softmax_cross_entropy_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor logits = operands.get(1);
        Tensor probabilities = logits.sub(operands.get(3).expandDims(-1)).exp();
        Tensor oneHot =
                SoftmaxCrossEntropyRule.isLabel(logits, operands.get(2)).convert(logits.dtype());
        return List.of(probabilities.sub(oneHot).mul(operands.getFirst().expandDims(-1)));
    }
}
