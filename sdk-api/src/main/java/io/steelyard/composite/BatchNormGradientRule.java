package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code batch_norm_grad}: operands dy and x {@code [.., channels]}, mean, rstd and weight {@code
 * [channels]}; results dx {@code [.., channels]}, dweight and dbias {@code [channels]}.
 *
 * <p>With {@code n = (x - mean) * rstd} and means over all axes but the last: {@code dx = rstd *
 * weight * (dy - mean(dy) - n * mean(dy * n))}.
 */
public record BatchNormGradientRule() implements CompositeRule {
    @Override
    public String name() {
        return "batch_norm_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.get(1);
        Tensor dy = BatchNormRule.rows(operands.getFirst());
        Tensor rstd = operands.get(3);
        Tensor normalized = BatchNormRule.rows(x).sub(operands.get(2)).mul(rstd);
        Tensor dbias = dy.sum(0);
        Tensor dweight = dy.mul(normalized).sum(0);
        double share = 1.0 / dy.size(0);
        Tensor dx =
                dy.sub(dbias.mul(share))
                        .sub(normalized.mul(dweight.mul(share)))
                        .mul(rstd.mul(operands.get(4)));
        return List.of(dx.reshape(x.shape()), dweight, dbias);
    }
}
