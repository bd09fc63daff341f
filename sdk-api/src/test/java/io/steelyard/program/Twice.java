package io.steelyard.program;

import java.util.List;

/**
 * {@link Scaled} of {@link Scaled}, and the operand as it is: a composite of composites for tests.
 */
public record Twice() implements CompositeRule {
    @Override
    public String name() {
        return "twice";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Recorder body = x.recorder();
        Tensor once = body.applyComposite(new Scaled(2), List.of(x)).getFirst();
        return List.of(body.applyComposite(new Scaled(3), List.of(once)).getFirst(), x);
    }
}
