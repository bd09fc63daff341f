package io.steelyard.metric;

import io.steelyard.composite.Composites;
import io.steelyard.nn.Comparisons;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;

/**
 * The mean of {@code -log p} of what is so, in nats, whatever the training weighs or smooths.
 * Predictions are logits {@code [.., classes]}; the target {@code labels} is I32 {@code [..]} with
 * the number of the class, or of the shape of the predictions with 0 or 1 for each class, where the
 * mean is over rows and classes.
 */
public record LogLoss() implements Metric {
    @Override
    public String name() {
        return "log_loss";
    }

    /** Throws {@code INVALID_PROGRAM} for labels of another form. */
    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        Outcomes outcomes = Outcomes.of("LogLoss", predictions, targets);
        Tensor losses = losses(outcomes, predictions, targets);
        return losses.sum().reshape(1).concat(0, outcomes.number(losses.shape().elements()));
    }

    private static Tensor losses(Outcomes outcomes, Tensor predictions, Targets targets) {
        if (!outcomes.multiLabel()) {
            return Composites.softmaxCrossEntropy(
                    predictions.convert(DType.F32),
                    Comparisons.labels("LogLoss", predictions, targets));
        }
        // -log sigmoid(x) = softplus(-x) and -log(1 - sigmoid(x)) = softplus(x).
        Tensor logits = outcomes.logits();
        Tensor signed = outcomes.actual().select(logits.neg(), logits);
        return Comparisons.softplus(signed);
    }

    @Override
    public double result(double[] sums) {
        return sums[0] / sums[1];
    }
}
