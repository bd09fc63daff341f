package io.steelyard.text;

import io.steelyard.composite.Composites;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;

/**
 * The exponential of the mean cross-entropy. Predictions {@code [.., classes]}; target {@code
 * labels} I32 {@code [..]}.
 */
public record Perplexity() implements Metric {
    @Override
    public String name() {
        return "perplexity";
    }

    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        Tensor losses = Composites.softmaxCrossEntropy(predictions, targets.labels()); // [..]
        Tensor sum = losses.sum().reshape(1);
        return sum.concat(0, sum.filled(targets.labels().shape().elements()));
    }

    @Override
    public double result(double[] sums) {
        return Math.exp(sums[0] / sums[1]);
    }
}
