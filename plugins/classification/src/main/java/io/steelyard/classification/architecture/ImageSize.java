package io.steelyard.classification.architecture;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.tensor.Shape;

import java.util.List;
import java.util.Map;

/**
 * What images a model reads.
 *
 * @param height rows of pixels ({@code image_size[0]})
 * @param width pixels of a row ({@code image_size[1]})
 * @param channels numbers of a pixel: 1 for grey, 3 for red, green and blue ({@code num_channels})
 */
public record ImageSize(int height, int width, int channels) {
    private static final String SIZE = "image_size";
    private static final String CHANNELS = "num_channels";

    /** Throws {@code INVALID_ARGUMENT} for sizes below 1. */
    public ImageSize {
        if (height < 1 || width < 1 || channels < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A model of images with image_size ["
                            + height
                            + ", "
                            + width
                            + "] and num_channels "
                            + channels
                            + " was asked for; accepted are 1 or more.");
        }
    }

    /** As Hugging Face has it: one number for squares, or height and width. */
    static ImageSize of(ConfigEntries entries) {
        if (entries.map().get(SIZE) instanceof Integer side) {
            return new ImageSize(side, side, entries.integer(CHANNELS));
        }
        List<Integer> sides = entries.integers(SIZE);
        if (sides.size() != 2) {
            throw entries.unsupported(SIZE, sides, "a whole number, or a height and a width");
        }
        return new ImageSize(sides.get(0), sides.get(1), entries.integer(CHANNELS));
    }

    void putInto(Map<String, Object> map) {
        map.put(SIZE, height == width ? height : List.of(height, width));
        map.put(CHANNELS, channels);
    }

    /**
     * The images {@code [batch, height, width, channels]}. Throws {@code INVALID_PROGRAM} for those
     * of another size.
     */
    Tensor pixels(Features features) {
        Tensor pixels = features.get(FeatureNames.PIXEL_VALUES);
        Shape wanted = Shape.of(height, width, channels);
        if (pixels.rank() != 4 || !pixels.shape().slice(1, 4).equals(wanted)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "The feature '"
                            + FeatureNames.PIXEL_VALUES
                            + "' is "
                            + pixels.type()
                            + "; the model reads images of height, width and channels "
                            + wanted
                            + ", so bring them to this size.");
        }
        return pixels;
    }
}
