package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * The pixels of an image, U8 {@code [height, width, channels]}, row-major. One channel is gray,
 * three are red, green and blue (sRGB). Compared by value.
 *
 * @param pixels not copied: whoever makes an image leaves its pixels as they are from then on
 */
public record Image(int height, int width, int channels, byte[] pixels) {
    /** Throws {@code INVALID_ARGUMENT} unless there is one byte for each channel of each pixel. */
    public Image {
        if (height < 1
                || width < 1
                || channels < 1
                || (long) height * width * channels != pixels.length) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "An image of height "
                            + height
                            + ", width "
                            + width
                            + " and "
                            + channels
                            + " channels was given with "
                            + pixels.length
                            + " bytes; accepted are sizes of 1 or more, and a byte for each channel"
                            + " of each pixel.");
        }
    }

    /**
     * The picture in a PNG, JPEG, GIF or BMP file, brought to a size.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND} or {@code INVALID_FILE} naming the file
     */
    public static Image read(Path file, ImageSize size) {
        return ImageFile.open(file).decode(size);
    }

    /**
     * The picture in the bytes of a PNG, JPEG, GIF or BMP file, brought to a size.
     *
     * @param origin what messages call it
     * @throws SteelyardException {@code INVALID_FILE} for bytes that are no such file
     */
    public static Image decode(byte[] bytes, String origin, ImageSize size) {
        return ImageFile.decode(bytes, origin, size);
    }

    /** A channel of a pixel, 0 to 255. */
    public int value(int row, int column, int channel) {
        return pixels[(row * width + column) * channels + channel] & 0xff;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image(int h, int w, int c, byte[] values)
                && h == height
                && w == width
                && c == channels
                && Arrays.equals(values, pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(pixels);
    }

    /** The sizes. */
    @Override
    public String toString() {
        return "image " + height + "x" + width + "x" + channels;
    }
}
