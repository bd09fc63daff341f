package io.steelyard.data.image;

import io.steelyard.spi.Component;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Adds a number of its own to each channel of each pixel, from a normal distribution around 0.
 *
 * @param sigma the standard deviation as a part of the full range of a pixel, in [0, 1]
 */
public record GaussianNoise(double sigma) implements Augmentation {
    /** Throws {@code INVALID_ARGUMENT} for a sigma outside [0, 1]. */
    public GaussianNoise {
        Amounts.require(
                sigma >= 0 && sigma <= 1, "GaussianNoise", "sigma", sigma, "numbers from 0 to 1");
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        byte[] pixels = image.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Amounts.shade((pixels[i] & 0xff) + 255 * sigma * random.nextGaussian());
        }
        return new Image(image.height(), image.width(), image.channels(), pixels);
    }

    @Override
    public Component component() {
        return new Component("gaussian-noise", Map.of("sigma", sigma));
    }
}
