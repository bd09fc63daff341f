package io.steelyard.data.image;

import io.steelyard.spi.Component;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Enlarges or shrinks what an image shows about its middle, by a factor that is as likely as any
 * other between two; bilinear between pixels, black outside.
 *
 * @param min the smallest factor, above 0
 * @param max the largest factor, min or more
 */
public record RandomScale(double min, double max) implements Augmentation {
    /** Throws {@code INVALID_ARGUMENT} for factors out of their range. */
    public RandomScale {
        Amounts.require(
                min > 0 && Double.isFinite(min),
                "RandomScale",
                "smallest factor",
                min,
                "finite numbers above 0");
        Amounts.require(
                max >= min && Double.isFinite(max),
                "RandomScale",
                "largest factor",
                max,
                "finite numbers of " + min + ", the smallest one, or more");
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        return scaled(image, min + (max - min) * random.nextDouble());
    }

    static Image scaled(Image image, double factor) {
        return Moved.linear(image, 1 / factor, 0, 0, 1 / factor);
    }

    @Override
    public Component component() {
        return new Component("random-scale", Map.of("min", min, "max", max));
    }
}
