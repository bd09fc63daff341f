package io.steelyard.run.report;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture of a report.
 *
 * @param png the file, in base64
 * @param width in pixels
 * @param height in pixels
 * @param caption below it
 */
public record Picture(String png, int width, int height, String caption) {
    /** Of an image. */
    public static Picture of(BufferedImage image, String caption) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        // A stream over memory of its own: the one that ImageIO would make has a file and a
        // shutdown
        // hook, which a report that is written after Ctrl-C may not add any more.
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(file)) {
            ImageIO.write(image, "png", stream);
        } catch (IOException impossible) {
            throw new UncheckedIOException("PNG into memory", impossible);
        }
        return new Picture(
                Base64.getEncoder().encodeToString(file.toByteArray()),
                image.getWidth(),
                image.getHeight(),
                caption);
    }

    /**
     * Of pixels.
     *
     * @param pixels {@code [height, width, 1 or 3]} or {@code [height, width]}: U8, or floats from
     *     0 to 1, beyond which they are cut off
     * @throws SteelyardException {@code INVALID_ARGUMENT} for another shape or an empty one
     */
    public static Picture of(NdArray pixels, String caption) {
        int rank = pixels.shape().rank();
        long channels = rank == 3 ? pixels.shape().size(2) : 1;
        if (rank < 2
                || rank > 3
                || (channels != 1 && channels != 3)
                || pixels.type().elements() == 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A picture of "
                            + pixels.type()
                            + " was given; accepted are [height, width], and [height, width,"
                            + " channels] with 1 or 3 channels.");
        }
        int height = (int) pixels.shape().size(0);
        int width = (int) pixels.shape().size(1);
        BufferedImage image =
                new BufferedImage(
                        width,
                        height,
                        channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        double scale = pixels.dtype() == DType.U8 ? 1 : 255;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    double value = pixels.get(((long) y * width + x) * channels + channel) * scale;
                    int sample = (int) Math.round(Math.clamp(value, 0, 255));
                    image.getRaster().setSample(x, y, channel, sample);
                }
            }
        }
        return of(image, caption);
    }
}
