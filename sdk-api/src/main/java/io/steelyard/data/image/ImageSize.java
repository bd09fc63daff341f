package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * What all images of a collection are brought to.
 *
 * @param channels 1 for gray, 3 for red, green and blue
 */
public record ImageSize(int height, int width, int channels) {
    /** A picture of as many takes 200 MB and more while it is decoded. */
    static final long MOST_PIXELS = 1 << 26;

    /** Throws {@code INVALID_ARGUMENT} for a size that no image is scaled to. */
    public ImageSize {
        if (height < 1 || width < 1 || (long) height * width > MOST_PIXELS) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Images of "
                            + height
                            + " x "
                            + width
                            + " pixels were asked for; accepted are sizes of 1 or more with at most"
                            + " "
                            + MOST_PIXELS
                            + " pixels.");
        }
        if (channels != 1 && channels != 3) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Images with "
                            + channels
                            + " channels were asked for; accepted are 1 (gray) and 3 (red, green"
                            + " and blue).");
        }
    }
}
