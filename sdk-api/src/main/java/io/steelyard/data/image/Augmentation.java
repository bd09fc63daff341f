package io.steelyard.data.image;

import io.steelyard.spi.Component;

import java.util.random.RandomGenerator;

/**
 * Changes an image so that it still shows what it shows, for training alone. The result has the
 * size of the image and follows from the image and the random numbers alone. Safe for use from
 * several threads. {@link Augmentations} puts several of them in order.
 */
public interface Augmentation {
    /** A changed image, or the image itself. */
    Image apply(Image image, RandomGenerator random);

    /** How a recipe names it; {@link Augmentations} makes those of the SDK again. */
    Component component();
}
