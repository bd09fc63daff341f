package io.steelyard.testkit.toy;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;

/** A scaled mean of differences; not a record, so that tests can make one thing wrong. */
public class ToyMetric implements Metric {
    private final float scale;

    /** With a scale. */
    public ToyMetric(float scale) {
        this.scale = scale;
    }

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        Tensor difference = predictions.sub(targets.get(Targets.VALUES));
        return difference.sum().reshape(1).concat(0, difference.filled(1).sum().reshape(1));
    }

    @Override
    public double result(double[] sums) {
        return scale * sums[0] / sums[1];
    }
}
