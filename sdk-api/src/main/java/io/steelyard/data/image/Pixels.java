package io.steelyard.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Decoded pictures as bytes. */
final class Pixels {
    private Pixels() {}

    /** Whether a colour model has only shades of gray: one band, or a palette of grays. */
    static boolean isGray(ColorModel model) {
        if (model instanceof IndexColorModel palette) {
            for (int i = 0; i < palette.getMapSize(); i++) {
                if (palette.getRed(i) != palette.getGreen(i)
                        || palette.getRed(i) != palette.getBlue(i)) {
                    return false;
                }
            }
            return true;
        }
        return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    }

    /**
     * The pixels of a picture with 1 channel or 3: transparent ones over white, and colours as
     * their luma where gray is asked for (ITU-R BT.601, as Pillow's mode "L" rounds it).
     */
    static Image of(BufferedImage picture, int channels) {
        int height = picture.getHeight();
        int width = picture.getWidth();
        byte[] pixels = new byte[height * width * channels];
        boolean stored =
                isGray(picture.getColorModel())
                        && !(picture.getColorModel() instanceof IndexColorModel);
        int[] row = new int[width];
        int next = 0;
        for (int y = 0; y < height; y++) {
            if (stored) {
                grays(picture, y, row);
            } else {
                picture.getRGB(0, y, width, 1, row, 0, width);
            }
            for (int argb : row) {
                int alpha = argb >>> 24;
                int red = overWhite(argb >>> 16 & 0xff, alpha);
                int green = overWhite(argb >>> 8 & 0xff, alpha);
                int blue = overWhite(argb & 0xff, alpha);
                if (channels == 1) {
                    pixels[next++] = (byte) luma(red, green, blue);
                } else {
                    pixels[next++] = (byte) red;
                    pixels[next++] = (byte) green;
                    pixels[next++] = (byte) blue;
                }
            }
        }
        return new Image(height, width, channels, pixels);
    }

    /** The stored shades: Java takes gray for linear light, and getRGB would brighten it. */
    private static void grays(BufferedImage picture, int y, int[] row) {
        Raster raster = picture.getRaster();
        int bits = picture.getColorModel().getComponentSize(0);
        int most = (1 << bits) - 1;
        boolean alpha = picture.getColorModel().hasAlpha();
        for (int x = 0; x < row.length; x++) {
            int gray = (raster.getSample(x, y, 0) * 255 + most / 2) / most;
            int opacity = alpha ? (raster.getSample(x, y, 1) * 255 + most / 2) / most : 255;
            row[x] = opacity << 24 | gray << 16 | gray << 8 | gray;
        }
    }

    private static int overWhite(int value, int alpha) {
        return (value * alpha + 255 * (255 - alpha) + 127) / 255;
    }

    private static int luma(int red, int green, int blue) {
        return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }
}
