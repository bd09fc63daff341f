package io.steelyard.data.image;

import io.steelyard.spi.Component;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Moves an image by up to so many pixels along each axis: a cut of its size out of the image with a
 * black border (He et al. 2015, "Deep residual learning for image recognition", section 4.2).
 *
 * @param padding the width of the border in pixels, 0 or more
 */
public record RandomCrop(int padding) implements Augmentation {
    /** Throws {@code INVALID_ARGUMENT} for a padding below 0 or above 16,384. */
    public RandomCrop {
        Amounts.require(
                padding >= 0 && padding <= 1 << 14,
                "RandomCrop",
                "padding",
                padding,
                "whole numbers from 0 to 16384");
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        int down = random.nextInt(2 * padding + 1) - padding;
        int across = random.nextInt(2 * padding + 1) - padding;
        return Moved.pixels(
                image, (row, column) -> Moved.place(image, row + down, column + across));
    }

    @Override
    public Component component() {
        return new Component("random-crop", Map.of("padding", padding));
    }
}
