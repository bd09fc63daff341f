package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A file that ImageIO reads: PNG, JPEG, GIF (its first picture) or BMP.
 *
 * @param channels 1 if its colour model is gray, 3 otherwise
 */
record ImageFile(Path path, int height, int width, int channels) {
    private interface Reading<T> {
        T read(ImageReader reader) throws IOException;
    }

    /** Where the bytes of a picture come from. */
    private interface Source {
        InputStream open() throws IOException;
    }

    /** Reads no more of a file than its header. */
    static ImageFile open(Path path) {
        return read(
                path,
                () -> bytes(path),
                reader -> {
                    checkSize(path, reader);
                    return new ImageFile(
                            path, reader.getHeight(0), reader.getWidth(0), channels(reader));
                });
    }

    private static InputStream bytes(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE, path + " is a folder; name a picture in it.");
        }
        return Files.newInputStream(path);
    }

    private static int channels(ImageReader reader) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        return types.hasNext() && Pixels.isGray(types.next().getColorModel()) ? 1 : 3;
    }

    /** Refuses what is too large before anything is decoded. */
    private static void checkSize(Object origin, ImageReader reader) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > ImageSize.MOST_PIXELS) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    origin
                            + " is a picture of "
                            + reader.getWidth(0)
                            + " x "
                            + reader.getHeight(0)
                            + " pixels; accepted are at most "
                            + ImageSize.MOST_PIXELS
                            + " pixels. Make it smaller or take it out.");
        }
    }

    /** Decodes the picture and brings it to a size. */
    Image decode(ImageSize size) {
        return Resampling.scale(decode(size.channels()), size.height(), size.width());
    }

    /** Decodes the picture, with so many channels. */
    Image decode(int wanted) {
        return decode(path, () -> bytes(path), wanted);
    }

    /** Decodes a picture that no file holds, and brings it to a size. */
    static Image decode(byte[] bytes, String origin, ImageSize size) {
        return Resampling.scale(
                decode(origin, () -> new ByteArrayInputStream(bytes), size.channels()),
                size.height(),
                size.width());
    }

    private static Image decode(Object origin, Source source, int wanted) {
        BufferedImage picture =
                read(
                        origin,
                        source,
                        reader -> {
                            checkSize(origin, reader);
                            // A JPEG that is cut short is only warned of, and filled with gray.
                            reader.addIIOReadWarningListener(
                                    (_, warning) -> {
                                        throw broken(origin, warning, null);
                                    });
                            return reader.read(0);
                        });
        return Pixels.of(picture, wanted);
    }

    private static <T> T read(Object origin, Source source, Reading<T> reading) {
        try (InputStream bytes = source.open();
                ImageInputStream stream = new MemoryCacheImageInputStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw broken(origin, "it is of no format that is known", null);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                return reading.read(reader);
            } finally {
                reader.dispose();
            }
        } catch (NoSuchFileException missing) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    origin
                            + " does not exist; name a picture that does, and leave files alone"
                            + " while they are read.",
                    missing);
        } catch (AccessDeniedException denied) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    origin + " cannot be read: no permission; change its permissions.",
                    denied);
        } catch (IOException unreadable) {
            throw broken(origin, unreadable.getMessage(), unreadable);
        } catch (IllegalArgumentException
                | IndexOutOfBoundsException
                | NegativeArraySizeException unexpected) {
            // ImageIO's readers throw them for some files that are broken.
            throw broken(origin, String.valueOf(unexpected), unexpected);
        }
    }

    private static SteelyardException broken(
            Object origin, String what, @Nullable Throwable cause) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                origin
                        + " is no whole PNG, JPEG, GIF or BMP picture ("
                        + what
                        + "); mend it or take it out.",
                cause);
    }
}
