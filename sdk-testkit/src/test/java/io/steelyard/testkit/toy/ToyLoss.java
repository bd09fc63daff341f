package io.steelyard.testkit.toy;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;

/** The mean of a weighted square; not a record, so that tests can make one thing wrong. */
public class ToyLoss implements Loss {
    private final float weight;

    /** With a weight. */
    public ToyLoss(float weight) {
        this.weight = weight;
    }

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        return difference(predictions, targets).square().mul(weight).mean();
    }

    /** Of predictions and values. */
    protected static Tensor difference(Tensor predictions, Targets targets) {
        return predictions.sub(targets.get(Targets.VALUES));
    }
}
