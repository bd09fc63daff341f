package io.steelyard.data.image;

import io.steelyard.spi.Component;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Mirrors an image with a probability: left becomes right.
 *
 * @param probability in [0, 1]
 */
public record HorizontalFlip(double probability) implements Augmentation {
    /** Throws {@code INVALID_ARGUMENT} for a probability outside [0, 1]. */
    public HorizontalFlip {
        Amounts.requireProbability("HorizontalFlip", probability);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        return random.nextDouble() < probability
                ? Moved.pixels(
                        image, (row, column) -> Moved.place(image, row, image.width() - 1 - column))
                : image;
    }

    @Override
    public Component component() {
        return new Component("horizontal-flip", Map.of("probability", probability));
    }
}
