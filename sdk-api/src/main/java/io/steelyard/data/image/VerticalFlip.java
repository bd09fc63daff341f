package io.steelyard.data.image;

import io.steelyard.spi.Component;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Mirrors an image with a probability: top becomes bottom.
 *
 * @param probability in [0, 1]
 */
public record VerticalFlip(double probability) implements Augmentation {
    /** Throws {@code INVALID_ARGUMENT} for a probability outside [0, 1]. */
    public VerticalFlip {
        Amounts.requireProbability("VerticalFlip", probability);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        return random.nextDouble() < probability
                ? Moved.pixels(
                        image,
                        (row, column) -> Moved.place(image, image.height() - 1 - row, column))
                : image;
    }

    @Override
    public Component component() {
        return new Component("vertical-flip", Map.of("probability", probability));
    }
}
