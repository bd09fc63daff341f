package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;
import io.steelyard.spi.ClassTarget;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The mean of {@code -log softmax(logits)[label]} over all labels, in nats. Predictions {@code [..,
 * classes]}; target {@code labels} I32 {@code [..]}.
 *
 * <p>Labels of a float dtype are the probabilities of the classes, {@code [.., classes]}, as mixed
 * images have them: the loss of a position is {@code -sum_c w_c q_c log softmax(logits)_c} with q
 * smoothed as below, and the mean is PyTorch's for such targets: the sum divided by the number of
 * positions, whatever the weights. No label is ignored then.
 *
 * <p>With smoothing (Szegedy et al. 2016, "Rethinking the Inception architecture", section 7) the
 * label is a distribution over the C classes, {@code q = (1 - s) onehot + s / C}, and the loss of a
 * position {@code -sum_c w_c q_c log softmax(logits)_c} with the weights of the classes. The mean
 * is PyTorch's: the sum over the positions divided by the sum of {@code w_label} over those that
 * are not ignored. Where every position is ignored the loss is 0 and so is its gradient, since such
 * a batch says nothing; PyTorch gives NaN there.
 *
 * @param labelSmoothing s, in [0, 1)
 * @param classWeights one for each class, 0 or more; empty for the same for all
 * @param ignoredLabel the label of positions that are left out, if there is one
 */
public record SoftmaxCrossEntropy(
        float labelSmoothing, List<Float> classWeights, OptionalInt ignoredLabel) implements Loss {
    /** Without smoothing; all labels count, and count the same. */
    public SoftmaxCrossEntropy() {
        this(0, List.of(), OptionalInt.empty());
    }

    /** Throws {@code INVALID_ARGUMENT} for a smoothing outside [0, 1) or a weight below 0. */
    public SoftmaxCrossEntropy {
        classWeights = List.copyOf(classWeights);
        Arguments.requireFraction("SoftmaxCrossEntropy", "label smoothing", labelSmoothing);
        for (float weight : classWeights) {
            Arguments.requireNotNegative("SoftmaxCrossEntropy", "class weight", weight);
        }
    }

    /** This with another label smoothing. */
    public SoftmaxCrossEntropy withLabelSmoothing(float smoothing) {
        return new SoftmaxCrossEntropy(smoothing, classWeights, ignoredLabel);
    }

    /** This with other weights of the classes. */
    public SoftmaxCrossEntropy withClassWeights(List<Float> weights) {
        return new SoftmaxCrossEntropy(labelSmoothing, weights, ignoredLabel);
    }

    /** This with another label of positions that are left out; Hugging Face and PyTorch: -100. */
    public SoftmaxCrossEntropy withIgnoredLabel(int label) {
        return new SoftmaxCrossEntropy(labelSmoothing, classWeights, OptionalInt.of(label));
    }

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        if (areProbabilities(targets)) {
            Tensor probabilities =
                    Comparisons.target("SoftmaxCrossEntropy", predictions, targets, Targets.LABELS);
            return crossEntropy(predictions, probabilities).mean();
        }
        Tensor labels = Comparisons.labels("SoftmaxCrossEntropy", predictions, targets);
        Tensor losses =
                labelSmoothing == 0
                        ? Composites.softmaxCrossEntropy(predictions, labels)
                        : crossEntropy(
                                predictions, Comparisons.oneHot(predictions, labels)); // [..]
        if (isPlainMean()) {
            return losses.mean();
        }
        Tensor weights = labelWeights(predictions, labels);
        if (labelSmoothing == 0) {
            losses = losses.mul(weights);
        }
        // Not a product with 0: the loss of a position that is left out may be infinite.
        Tensor sum = isCounted(labels).select(losses, losses.filled(0)).sum();
        Tensor divisor = isCounted(labels).select(weights, weights.filled(0)).sum();
        return sum.div(divisor.gt(divisor.scalar(0)).select(divisor, divisor.scalar(1)));
    }

    @Override
    public Optional<Tensor> weight(Tensor predictions, Targets targets) {
        if (isPlainMean() || areProbabilities(targets)) {
            return Optional.empty();
        }
        Tensor weights = labelWeights(predictions, targets.labels());
        return Optional.of(isCounted(targets.labels()).select(weights, weights.filled(0)).sum());
    }

    @Override
    public List<ClassTarget> classTargets(TensorType predictions) {
        return List.of(new ClassTarget(Targets.LABELS, predictions.shape().size(-1), ignoredLabel));
    }

    private boolean isPlainMean() {
        return classWeights.isEmpty() && ignoredLabel.isEmpty();
    }

    private static boolean areProbabilities(Targets targets) {
        return targets.labels().dtype().isFloating();
    }

    /** The losses of the positions, weighted by class, since each class has a part of its own. */
    private Tensor crossEntropy(Tensor logits, Tensor probabilities) {
        Tensor smoothed =
                labelSmoothing == 0
                        ? probabilities
                        : probabilities
                                .mul(1 - labelSmoothing)
                                .add((double) labelSmoothing / logits.size(-1)); // [.., classes]
        Tensor weighted = classWeights.isEmpty() ? smoothed : smoothed.mul(weights(logits));
        return Composites.logSoftmax(logits).mul(weighted).sum(-1).neg();
    }

    /** The weight of the class of each label: {@code [..]}. */
    private Tensor labelWeights(Tensor logits, Tensor labels) {
        return classWeights.isEmpty()
                ? labels.filled(1).convert(logits.dtype())
                : weights(logits).take(0, labels);
    }

    private Tensor weights(Tensor logits) {
        if (classWeights.size() != logits.size(-1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "SoftmaxCrossEntropy has "
                            + classWeights.size()
                            + " class weights and the predictions are "
                            + logits.type()
                            + "; accepted is one weight for each class of the last axis.");
        }
        float[] weights = new float[classWeights.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = classWeights.get(i);
        }
        return logits.recorder()
                .constant(NdArray.of(weights, weights.length))
                .convert(logits.dtype());
    }

    /** BOOL {@code [..]}: whether a position is not left out. */
    private Tensor isCounted(Tensor labels) {
        return ignoredLabel.isEmpty()
                ? labels.eq(labels)
                : labels.ne(labels.scalar(ignoredLabel.getAsInt()));
    }
}
