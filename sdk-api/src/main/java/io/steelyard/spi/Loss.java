package io.steelyard.spi;

import io.steelyard.program.Tensor;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.Optional;

/** What a training makes small. */
@FunctionalInterface
public interface Loss {
    /**
     * Records the loss.
     *
     * @return a float scalar: the mean over the elements of the targets
     */
    Tensor compute(Tensor predictions, Targets targets);

    /**
     * Records how much a batch counts where the losses of several are averaged: what {@link
     * #compute} divided its sum by, a float scalar. Empty for a plain mean, in which every batch
     * counts with {@link Batch#weight}.
     */
    default Optional<Tensor> weight(Tensor predictions, Targets targets) {
        return Optional.empty();
    }

    /**
     * The targets that the loss reads as class numbers. A training refuses a batch with others
     * before it runs; inside a program they would clamp in silence.
     *
     * @param predictions their type, of which one axis usually counts the classes
     */
    default List<ClassTarget> classTargets(TensorType predictions) {
        return List.of();
    }
}
