package io.steelyard.data.image;

import io.steelyard.spi.Component;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Adds one number to all pixels, as likely as any other between the negative and the positive delta
 * (TensorFlow's {@code tf.image.random_brightness}).
 *
 * @param delta as a part of the full range of a pixel, in [0, 1]
 */
public record Brightness(double delta) implements Augmentation {
    /** Throws {@code INVALID_ARGUMENT} for a delta outside [0, 1]. */
    public Brightness {
        Amounts.require(
                delta >= 0 && delta <= 1, "Brightness", "delta", delta, "numbers from 0 to 1");
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        double added = 255 * delta * (2 * random.nextDouble() - 1);
        byte[] pixels = image.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Amounts.shade((pixels[i] & 0xff) + added);
        }
        return new Image(image.height(), image.width(), image.channels(), pixels);
    }

    @Override
    public Component component() {
        return new Component("brightness", Map.of("delta", delta));
    }
}
