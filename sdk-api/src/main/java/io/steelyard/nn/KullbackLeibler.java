package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;

/**
 * The mean over all positions of the Kullback-Leibler divergence (Kullback and Leibler 1951,
 * equation 2.2) of the predicted distribution from the given one, {@code sum_c q_c (log q_c - log
 * softmax(logits)_c)}, in nats, with {@code 0 log 0 = 0}. Predictions {@code [.., classes]}; target
 * {@value #PROBABILITIES} of the same shape, whose last axis sums to 1. PyTorch's {@code KLDivLoss}
 * with the reduction "batchmean", from logits.
 */
public record KullbackLeibler() implements Loss {
    /** The name of the target. */
    public static final String PROBABILITIES = "probabilities";

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        Tensor given = Comparisons.target("KullbackLeibler", predictions, targets, PROBABILITIES);
        Tensor logGiven = given.gt(given.scalar(0)).select(given, given.filled(1)).log();
        return given.mul(logGiven.sub(Composites.logSoftmax(predictions))).sum(-1).mean();
    }
}
