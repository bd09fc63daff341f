package io.steelyard.nn;

import io.steelyard.program.Tensor;
import io.steelyard.spi.ClassTarget;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.OptionalInt;

/**
 * The mean of the focal loss over all elements, {@code -alpha_t (1 - p_t)^gamma log p_t} with
 * {@code p_t} the probability {@code sigmoid(logit)} gives to the label (Lin et al. 2017, "Focal
 * loss for dense object detection", equation 5). The paper divides by the number of positives
 * instead; a learning rate makes up for it. Predictions and target {@code labels} of one shape;
 * labels are 0 or 1 of any dtype.
 *
 * @param gamma how little the elements count that are told well already, 0 or more
 * @param alpha weight of the positives, in (0, 1); that of the negatives is {@code 1 - alpha}
 */
public record Focal(float gamma, float alpha) implements Loss {
    /** The values of the paper: 2 and 0.25. */
    public Focal() {
        this(2, 0.25f);
    }

    /** Throws {@code INVALID_ARGUMENT} for a gamma below 0 or an alpha outside (0, 1). */
    public Focal {
        Arguments.requireNotNegative("Focal", "gamma", gamma);
        Arguments.require(
                alpha > 0 && alpha < 1, "Focal", "alpha", alpha, "numbers between 0 and 1");
    }

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        Tensor labels = Comparisons.target("Focal", predictions, targets, Targets.LABELS);
        // With s the logit, its sign turned for a negative: p_t = sigmoid(s).
        Tensor signed = predictions.mul(labels.mul(2).sub(1));
        Tensor crossEntropy = Comparisons.softplus(signed.neg());
        Tensor focus = Comparisons.softplus(signed).mul(-gamma).exp();
        Tensor balance = labels.mul(2 * (double) alpha - 1).add(1 - (double) alpha);
        return balance.mul(focus).mul(crossEntropy).mean();
    }

    @Override
    public List<ClassTarget> classTargets(TensorType predictions) {
        return List.of(new ClassTarget(Targets.LABELS, 2, OptionalInt.empty()));
    }
}
