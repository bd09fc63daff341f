package io.steelyard.composite;

import io.steelyard.program.Axes;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code layer_norm_grad}: operands dy and x {@code [.., channels]}, mean and rstd {@code [..]},
 * weight {@code [channels]}; results dx {@code [.., channels]}, dweight and dbias {@code
 * [channels]}.
 *
 * <p>With {@code n = (x - mean) * rstd} and {@code g = dy * weight}: {@code dx = rstd * (g -
 * mean(g) - n * mean(g * n))}.
 */
public record LayerNormGradientRule() implements CompositeRule {
    @Override
    public String name() {
        return "layer_norm_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor dy = operands.getFirst();
        Tensor x = operands.get(1);
        Tensor mean = operands.get(2).expandDims(-1);
        Tensor rstd = operands.get(3).expandDims(-1);
        Tensor normalized = x.sub(mean).mul(rstd);
        Tensor g = dy.mul(operands.get(4));
        Tensor dx =
                rstd.mul(
                        g.sub(g.mean(-1).expandDims(-1))
                                .sub(normalized.mul(g.mul(normalized).mean(-1).expandDims(-1))));
        int[] leading = Axes.range(0, x.rank() - 1).toArray();
        Tensor scaled = dy.mul(normalized);
        return leading.length == 0
                ? List.of(dx, scaled, dy)
                : List.of(dx, scaled.sum(leading), dy.sum(leading));
    }
}
