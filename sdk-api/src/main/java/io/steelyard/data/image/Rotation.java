package io.steelyard.data.image;

import io.steelyard.spi.Component;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Turns an image about its middle by an angle that is as likely as any other up to a largest one,
 * either way; bilinear between pixels, black outside.
 *
 * @param degrees the largest angle, in [0, 180]
 */
public record Rotation(double degrees) implements Augmentation {
    /** Throws {@code INVALID_ARGUMENT} for degrees outside [0, 180]. */
    public Rotation {
        Amounts.require(
                degrees >= 0 && degrees <= 180,
                "Rotation",
                "degrees",
                degrees,
                "numbers from 0 to 180");
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        return turned(image, degrees * (2 * random.nextDouble() - 1));
    }

    /** Turned counterclockwise. */
    static Image turned(Image image, double degrees) {
        // StrictMath gives the same bits on every machine.
        double angle = StrictMath.toRadians(degrees);
        double cosine = StrictMath.cos(angle);
        double sine = StrictMath.sin(angle);
        return Moved.linear(image, cosine, -sine, sine, cosine);
    }

    @Override
    public Component component() {
        return new Component("rotation", Map.of("degrees", degrees));
    }
}
