package io.steelyard.data.image;

import io.steelyard.spi.Component;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Makes a square black whose middle is as likely on any pixel; what reaches over the edge is cut
 * off (DeVries and Taylor 2017, "Improved regularization of convolutional neural networks with
 * cutout").
 *
 * @param size the length of a side in pixels, 1 or more
 */
public record Cutout(int size) implements Augmentation {
    /** Throws {@code INVALID_ARGUMENT} for a size below 1 or above 16,384. */
    public Cutout {
        Amounts.require(
                size >= 1 && size <= 1 << 14,
                "Cutout",
                "size",
                size,
                "whole numbers from 1 to 16384");
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        int top = random.nextInt(image.height()) - size / 2;
        int left = random.nextInt(image.width()) - size / 2;
        return Moved.pixels(
                image,
                (row, column) ->
                        row >= top && row < top + size && column >= left && column < left + size
                                ? Moved.NOWHERE
                                : Moved.place(image, row, column));
    }

    @Override
    public Component component() {
        return new Component("cutout", Map.of("size", size));
    }
}
