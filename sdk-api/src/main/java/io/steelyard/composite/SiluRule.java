package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;
import java.util.Optional;

/**
 * {@code silu}: the sigmoid linear unit {@code x * sigmoid(x)}, element by element (Elfwing, Uchibe
 * and Doya 2018, equation 6; "swish" in Ramachandran et al. 2017). Does not overflow; -infinity
 * gives NaN.
 */
public record SiluRule() implements CompositeRule {
    @Override
    public String name() {
        return "silu";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        return List.of(x.mul(x.sigmoid()));
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) ->
                        List.of(
                                Composites.one(
                                        new SiluGradientRule(),
                                        operands.getFirst(),
                                        gradients.getFirst())));
    }
}
