package io.steelyard.nn;

import io.steelyard.program.Tensor;
import io.steelyard.spi.ClassTarget;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.OptionalInt;

/**
 * The mean of {@code -(w y log sigmoid(x) + (1 - y) log(1 - sigmoid(x)))} over all elements, in
 * nats, for logits x, labels y and the weight w of positives (PyTorch's {@code BCEWithLogitsLoss}).
 * Predictions and target {@code labels} of one shape; labels are 0 or 1 of any dtype, or
 * probabilities as floats.
 *
 * @param positiveWeight how much a positive counts beside a negative, above 0; it does not change
 *     the number that the sum is divided by
 */
public record BinaryCrossEntropy(float positiveWeight) implements Loss {
    /** Positives and negatives count the same. */
    public BinaryCrossEntropy() {
        this(1);
    }

    /** Throws {@code INVALID_ARGUMENT} for a weight that is not above 0. */
    public BinaryCrossEntropy {
        Arguments.requirePositive("BinaryCrossEntropy", "positive weight", positiveWeight);
    }

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        Tensor labels =
                Comparisons.target("BinaryCrossEntropy", predictions, targets, Targets.LABELS);
        // -log sigmoid(x) = softplus(-x) and -log(1 - sigmoid(x)) = softplus(-x) + x.
        Tensor negative = labels.neg().add(1);
        Tensor weight = labels.mul(positiveWeight).add(negative);
        return weight.mul(Comparisons.softplus(predictions.neg()))
                .add(negative.mul(predictions))
                .mean();
    }

    @Override
    public List<ClassTarget> classTargets(TensorType predictions) {
        return List.of(new ClassTarget(Targets.LABELS, 2, OptionalInt.empty()));
    }
}
