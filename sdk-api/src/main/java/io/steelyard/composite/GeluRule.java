package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;
import java.util.Optional;

/**
 * {@code gelu}: the Gaussian error linear unit (Hendrycks and Gimpel 2016), element by element.
 *
 * @param form the exact function or its tanh approximation
 */
public record GeluRule(Form form) implements CompositeRule {
    /** Which formula. */
    public enum Form {
        /** {@code x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)))}. */
        TANH,
        /** {@code x/2 * (1 + erf(x / sqrt(2)))}. */
        ERF
    }

    static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
    static final double CUBIC = 0.044715;

    @Override
    public String name() {
        return "gelu";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor gate =
                switch (form) {
                    case TANH -> inner(x).tanh();
                    case ERF -> x.mul(Math.sqrt(0.5)).erf();
                };
        return List.of(x.mul(0.5).mul(gate.add(1)));
    }

    /** {@code sqrt(2/pi) * (x + 0.044715 x^3)}. */
    static Tensor inner(Tensor x) {
        return x.square().mul(CUBIC).add(1).mul(x).mul(SQRT_2_OVER_PI);
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) ->
                        List.of(
                                Composites.one(
                                        new GeluGradientRule(form),
                                        operands.getFirst(),
                                        gradients.getFirst())));
    }
}
