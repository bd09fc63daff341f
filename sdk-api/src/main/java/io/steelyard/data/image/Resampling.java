package io.steelyard.data.image;

/**
 * Scales images: first along rows, then along columns, each pixel a mean of those around its place
 * that falls off linearly; where an image shrinks, over as many more as it shrinks (the filter
 * "bilinear" of Pillow).
 */
final class Resampling {
    private Resampling() {}

    static Image scale(Image image, int height, int width) {
        if (image.height() == height && image.width() == width) {
            return image;
        }
        int channels = image.channels();
        float[] wide = new float[image.height() * width * channels]; // [h, width, c]
        Weights across = Weights.of(image.width(), width);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    float sum = 0;
                    for (int i = 0; i < across.values[x].length; i++) {
                        sum += across.values[x][i] * image.value(y, across.firsts[x] + i, c);
                    }
                    wide[(y * width + x) * channels + c] = sum;
                }
            }
        }
        byte[] pixels = new byte[height * width * channels];
        Weights down = Weights.of(image.height(), height);
        int stride = width * channels;
        for (int y = 0; y < height; y++) {
            for (int j = 0; j < stride; j++) {
                float sum = 0;
                for (int i = 0; i < down.values[y].length; i++) {
                    sum += down.values[y][i] * wide[(down.firsts[y] + i) * stride + j];
                }
                pixels[y * stride + j] = (byte) Math.clamp((int) (sum + 0.5f), 0, 255);
            }
        }
        return new Image(height, width, channels, pixels);
    }

    /**
     * For each new place: the first old place that counts, and the weight of it and those after.
     */
    private record Weights(int[] firsts, float[][] values) {
        static Weights of(int before, int after) {
            double scale = (double) before / after;
            double reach = Math.max(scale, 1);
            int[] firsts = new int[after];
            float[][] values = new float[after][];
            for (int place = 0; place < after; place++) {
                double center = (place + 0.5) * scale;
                int first = Math.max((int) (center - reach + 0.5), 0);
                int end = Math.min((int) (center + reach + 0.5), before);
                double[] weights = new double[end - first];
                double sum = 0;
                for (int i = 0; i < weights.length; i++) {
                    weights[i] = Math.max(1 - Math.abs(first + i + 0.5 - center) / reach, 0);
                    sum += weights[i];
                }
                firsts[place] = first;
                values[place] = new float[weights.length];
                for (int i = 0; i < weights.length; i++) {
                    values[place][i] = (float) (weights[i] / sum);
                }
            }
            return new Weights(firsts, values);
        }
    }
}
