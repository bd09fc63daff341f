package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code softmax_cross_entropy}: operands logits {@code [.., classes]} and labels I32 {@code [..]},
 * which clamp into the classes; results the loss of each position {@code log(sum(e^logits)) -
 * logits[label]} {@code [..]} and, for the gradient, {@code log(sum(e^logits))} {@code [..]}.
 */
public record SoftmaxCrossEntropyRule() implements CompositeRule {
    @Override
    public String name() {
        return "softmax_cross_entropy";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor logits = operands.getFirst();
        Tensor max = logits.reduceMax(-1).stopGradient();
        Tensor logSumExp = logits.sub(max.expandDims(-1)).exp().sum(-1).log().add(max);
        Tensor picked = isLabel(logits, operands.get(1)).select(logits, logits.filled(0)).sum(-1);
        return List.of(logSumExp.sub(picked), logSumExp);
    }

    /** BOOL {@code [.., classes]}: true at the label of each position. */
    static Tensor isLabel(Tensor logits, Tensor labels) {
        long classes = logits.size(-1);
        Tensor clamped = labels.max(labels.scalar(0)).min(labels.scalar(classes - 1));
        TensorType type = new TensorType(DType.I32, logits.shape());
        Tensor index = logits.recorder().apply(new Op.Iota(type, logits.rank() - 1));
        return index.eq(clamped.expandDims(-1));
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) -> {
                    Tensor dloss = gradients.getFirst();
                    if (dloss == null || gradients.get(1) != null) {
                        return List.of();
                    }
                    Tensor dlogits =
                            Composites.one(
                                    new SoftmaxCrossEntropyGradientRule(),
                                    dloss,
                                    operands.getFirst(),
                                    operands.get(1),
                                    results.get(1));
                    return Arrays.asList(dlogits, null);
                });
    }
}
