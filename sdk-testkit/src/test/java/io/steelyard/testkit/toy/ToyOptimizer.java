package io.steelyard.testkit.toy;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/** Descent with a factor; not a record, so that tests can make one thing wrong. */
public class ToyOptimizer implements Optimizer {
    private final float factor;

    /** With a factor of the learning rate. */
    public ToyOptimizer(float factor) {
        this.factor = factor;
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        return parameter.sub(gradient.mul(learningRate).mul(factor));
    }
}
