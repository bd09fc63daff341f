package io.steelyard.program;

import java.util.List;

/** {@code x * factor + x}: a composite for tests. */
public record Scaled(double factor) implements CompositeRule {
    @Override
    public String name() {
        return "scaled";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        return List.of(x.mul(factor).add(x));
    }
}
