package io.steelyard.data.image;

import io.steelyard.spi.Component;

import java.util.random.RandomGenerator;

/**
 * Mixes the images of a batch with each other, and what they show in the same proportion. The loss
 * takes probabilities for labels then, as {@link io.steelyard.nn.SoftmaxCrossEntropy} does. Safe
 * for use from several threads.
 */
public sealed interface BatchMixing permits Mixup, CutMix {
    /** A batch of mixed images; the given one stays as it is. */
    ImageBatch apply(ImageBatch batch, RandomGenerator random);

    /** How a recipe names it; {@link Augmentations} makes it again. */
    Component component();
}
