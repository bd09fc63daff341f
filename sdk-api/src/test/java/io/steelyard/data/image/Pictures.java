package io.steelyard.data.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.imageio.ImageIO;

/** Writes picture files. */
final class Pictures {
    private Pictures() {}

    /** A colour picture that is one colour throughout. */
    static BufferedImage plain(int height, int width, int rgb) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, rgb);
            }
        }
        return picture;
    }

    /** A gray picture with these stored shades in one row. */
    static BufferedImage grays(int... shades) {
        BufferedImage picture = new BufferedImage(shades.length, 1, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setPixels(0, 0, shades.length, 1, shades);
        return picture;
    }

    /** Writes a picture; its folder is made. The format is the end of the name. */
    static Path write(Path file, BufferedImage picture) {
        String name = file.getFileName().toString();
        try {
            Files.createDirectories(file.getParent());
            if (!ImageIO.write(picture, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
                throw new IllegalArgumentException(name);
            }
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
