package io.steelyard.data.image;

/** Images whose pixels come from other places of the same image. */
final class Moved {
    /** Outside the image, which is black. */
    static final int NOWHERE = -1;

    private Moved() {}

    /** Which pixel comes to a place: its number, or {@link #NOWHERE}. */
    interface Origin {
        int of(int row, int column);
    }

    /** The number of a pixel, or {@link #NOWHERE}. */
    static int place(Image image, int row, int column) {
        boolean inside = row >= 0 && row < image.height() && column >= 0 && column < image.width();
        return inside ? row * image.width() + column : NOWHERE;
    }

    static Image pixels(Image image, Origin origin) {
        int channels = image.channels();
        byte[] pixels = new byte[image.pixels().length];
        int next = 0;
        for (int row = 0; row < image.height(); row++) {
            for (int column = 0; column < image.width(); column++) {
                int from = origin.of(row, column);
                if (from != NOWHERE) {
                    System.arraycopy(image.pixels(), from * channels, pixels, next, channels);
                }
                next += channels;
            }
        }
        return new Image(image.height(), image.width(), channels, pixels);
    }

    /**
     * The image under a linear map about its middle: the pixel at (x, y) from the middle is that at
     * {@code (xx x + xy y, yx x + yy y)}, between pixels by bilinear interpolation, and black
     * outside.
     */
    static Image linear(Image image, double xx, double xy, double yx, double yy) {
        int channels = image.channels();
        byte[] pixels = new byte[image.pixels().length];
        double middleX = (image.width() - 1) / 2.0;
        double middleY = (image.height() - 1) / 2.0;
        int next = 0;
        for (int row = 0; row < image.height(); row++) {
            for (int column = 0; column < image.width(); column++) {
                double x = column - middleX;
                double y = row - middleY;
                double fromX = middleX + xx * x + xy * y;
                double fromY = middleY + yx * x + yy * y;
                for (int channel = 0; channel < channels; channel++) {
                    pixels[next++] = Amounts.shade(between(image, fromX, fromY, channel));
                }
            }
        }
        return new Image(image.height(), image.width(), channels, pixels);
    }

    private static double between(Image image, double x, double y, int channel) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double bottom = y - top;
        double upper =
                (1 - right) * value(image, top, left, channel)
                        + right * value(image, top, left + 1, channel);
        double lower =
                (1 - right) * value(image, top + 1, left, channel)
                        + right * value(image, top + 1, left + 1, channel);
        return (1 - bottom) * upper + bottom * lower;
    }

    private static int value(Image image, int row, int column, int channel) {
        return place(image, row, column) == NOWHERE ? 0 : image.value(row, column, channel);
    }
}
