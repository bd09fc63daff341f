package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code gelu_grad}: operands x and dy of one shape; result {@code dx = dy * gelu'(x)}.
 *
 * @param form the formula of the forward operation
 */
public record GeluGradientRule(GeluRule.Form form) implements CompositeRule {
    @Override
    public String name() {
        return "gelu_grad";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor derivative =
                switch (form) {
                    case TANH -> {
                        Tensor gate = GeluRule.inner(x).tanh();
                        Tensor slope =
                                x.square()
                                        .mul(3 * GeluRule.CUBIC)
                                        .add(1)
                                        .mul(GeluRule.SQRT_2_OVER_PI);
                        yield gate.add(1)
                                .mul(0.5)
                                .add(x.mul(0.5).mul(gate.square().neg().add(1)).mul(slope));
                    }
                    case ERF -> {
                        Tensor cumulative = x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
                        Tensor density = x.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
                        yield cumulative.add(x.mul(density));
                    }
                };
        return List.of(operands.get(1).mul(derivative));
    }
}
