package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * What all images of a collection are brought to.
 *
 * @param channels 1 for gray, 3 for red, green and blue
 */
public record ImageSize(int height, int width, int channels) {
    private static final int MOST = 1 << 14;

    /** Throws {@code INVALID_ARGUMENT} for a size that no image is scaled to. */
    public ImageSize {
        if (height < 1 || height > MOST || width < 1 || width > MOST) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Images of "
                            + height
                            + " x "
                            + width
                            + " pixels were asked for; accepted are sizes from 1 to "
                            + MOST
                            + ".");
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
