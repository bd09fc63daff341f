package io.steelyard.composite;

import io.steelyard.program.Axes;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code rms_norm_grad}: operands dy and x {@code [.., channels]}, rstd {@code [..]}, weight {@code
 * [channels]}; results dx {@code [.., channels]} and dweight {@code [channels]}.
 *
 * <p>With {@code n = x * rstd} and {@code g = dy * weight}: {@code dx = rstd * (g - n * mean(g *
 * n))}.
 */
public record RmsNormGradientRule() implements CompositeRule {
    @Override
    public String name() {
        return "rms_norm_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor dy = operands.getFirst();
        Tensor x = operands.get(1);
        Tensor rstd = operands.get(2).expandDims(-1);
        Tensor normalized = x.mul(rstd);
        Tensor g = dy.mul(operands.get(3));
        Tensor dx = rstd.mul(g.sub(normalized.mul(g.mul(normalized).mean(-1).expandDims(-1))));
        int[] leading = Axes.range(0, x.rank() - 1).toArray();
        Tensor scaled = dy.mul(normalized);
        return List.of(dx, leading.length == 0 ? scaled : scaled.sum(leading));
    }
}
