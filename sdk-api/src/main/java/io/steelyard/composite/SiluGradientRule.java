package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code silu_grad}: operands x and dy of one shape; result {@code dx = dy * s * (1 + x * (1 - s))}
 * with {@code s = sigmoid(x)}. An infinite x gives NaN.
 */
public record SiluGradientRule() implements CompositeRule {
    @Override
    public String name() {
        return "silu_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor sigmoid = x.sigmoid();
        Tensor slope = x.mul(sigmoid.neg().add(1)).add(1);
        return List.of(operands.get(1).mul(sigmoid.mul(slope)));
    }
}
