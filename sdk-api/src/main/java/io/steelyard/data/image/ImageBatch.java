package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * Images of one size that are ready for a model, and what they show as probabilities.
 *
 * @param pixels {@code [size, height, width, channels]}, row-major; not copied
 * @param labels {@code [size, classes]}, row-major, each row with the sum 1; not copied
 */
public record ImageBatch(
        int size,
        int height,
        int width,
        int channels,
        float[] pixels,
        int classes,
        float[] labels) {
    /** Throws {@code INVALID_ARGUMENT} unless the arrays have the lengths of these sizes. */
    public ImageBatch {
        if (size < 0
                || height < 1
                || width < 1
                || channels < 1
                || classes < 1
                || (long) size * height * width * channels != pixels.length
                || (long) size * classes != labels.length) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A batch of "
                            + size
                            + " images of height "
                            + height
                            + ", width "
                            + width
                            + " and "
                            + channels
                            + " channels, and "
                            + classes
                            + " classes was given with "
                            + pixels.length
                            + " pixels and "
                            + labels.length
                            + " probabilities; accepted are sizes of 1 or more and arrays that"
                            + " have as many numbers.");
        }
    }
}
