package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How pixels become the numbers that a model takes: {@code (pixel * rescaleFactor - mean[c]) /
 * std[c]} for channel c, or {@code pixel * rescaleFactor} where nothing is normalized. It is fitted
 * on the training part alone, saved with the model, and applied to whatever the model sees.
 *
 * @param rescaleFactor mostly 1/255
 * @param mean one for each channel
 * @param std one for each channel, above 0
 * @param normalize whether mean and std are applied
 */
public record PixelNormalization(
        double rescaleFactor, List<Double> mean, List<Double> std, boolean normalize) {
    private static final double UNIT = 1 / 255.0;
    private static final int VALUES = 256;

    /** Throws {@code INVALID_ARGUMENT} for numbers that no pixel can be normalized with. */
    public PixelNormalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        require(
                rescaleFactor > 0 && Double.isFinite(rescaleFactor),
                "the rescale factor " + rescaleFactor,
                "a finite number above 0");
        require(
                !mean.isEmpty() && mean.size() == std.size(),
                mean.size() + " means and " + std.size() + " standard deviations",
                "one of each for each channel");
        require(mean.stream().allMatch(Double::isFinite), "the means " + mean, "finite numbers");
        require(
                std.stream().allMatch(deviation -> deviation > 0 && Double.isFinite(deviation)),
                "the standard deviations " + std,
                "finite numbers above 0");
    }

    private static void require(boolean holds, String given, String accepted) {
        if (!holds) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A normalization of pixels was given "
                            + given
                            + "; accepted is "
                            + accepted
                            + ".");
        }
    }

    /** To [0, 1]. */
    public static PixelNormalization unit(int channels) {
        return new PixelNormalization(
                UNIT,
                Collections.nCopies(channels, 0.0),
                Collections.nCopies(channels, 1.0),
                false);
    }

    /** To [-1, 1]. */
    public static PixelNormalization symmetric(int channels) {
        return new PixelNormalization(
                UNIT, Collections.nCopies(channels, 0.5), Collections.nCopies(channels, 0.5), true);
    }

    /**
     * To mean 0 and standard deviation 1 in each channel, over all pixels of the given images (the
     * deviation of the population). The sums are exact, so that they depend on no order. A channel
     * that has one value throughout is divided by 1.
     *
     * @param training the training part alone; {@link io.steelyard.data.Datasets#parallelMap} reads
     *     one of image files on several threads
     * @throws SteelyardException {@code INVALID_DATA} where there is no image, or images differ in
     *     the number of their channels
     */
    public static PixelNormalization fit(Dataset<LabeledImage> training) {
        long[][] counts = {};
        try (DatasetIterator<LabeledImage> images = training.iterator(Cursor.START)) {
            while (images.hasNext()) {
                counts = count(images.next(), counts);
            }
        }
        if (counts.length == 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "A normalization is to be fitted to no image; give the training part at least"
                            + " one.");
        }
        return fitted(counts);
    }

    private static long[][] count(LabeledImage each, long[][] before) {
        Image image = each.image();
        long[][] counts = before.length == 0 ? new long[image.channels()][VALUES] : before;
        if (counts.length != image.channels()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    each.origin()
                            + " has "
                            + image.channels()
                            + " channels and the images before it have "
                            + counts.length
                            + "; give all images as many.");
        }
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; ) {
            for (long[] channel : counts) {
                channel[pixels[i++] & 0xff]++;
            }
        }
        return counts;
    }

    private static PixelNormalization fitted(long[][] counts) {
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (long[] channel : counts) {
            long count = 0;
            long sum = 0;
            for (int value = 0; value < VALUES; value++) {
                count += channel[value];
                sum += value * channel[value];
            }
            double mean = (double) sum / count;
            double squares = 0;
            for (int value = 0; value < VALUES; value++) {
                squares += channel[value] * (value - mean) * (value - mean);
            }
            double deviation = Math.sqrt(squares / count) * UNIT;
            means.add(mean * UNIT);
            deviations.add(deviation == 0 ? 1 : deviation);
        }
        return new PixelNormalization(UNIT, means, deviations, true);
    }

    /**
     * Writes the numbers of an image, {@code [height, width, channels]}, from an offset on. Throws
     * {@code INVALID_ARGUMENT} for an image with another number of channels.
     */
    public void apply(Image image, float[] target, int offset) {
        int channels = mean.size();
        if (image.channels() != channels) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "An image with "
                            + image.channels()
                            + " channels is to be normalized; accepted are "
                            + channels
                            + ".");
        }
        float[][] values = new float[channels][VALUES];
        for (int channel = 0; channel < channels; channel++) {
            for (int value = 0; value < VALUES; value++) {
                values[channel][value] = (float) normalized(value, channel);
            }
        }
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i += channels) {
            for (int channel = 0; channel < channels; channel++) {
                target[offset + i + channel] = values[channel][pixels[i + channel] & 0xff];
            }
        }
    }

    private double normalized(int value, int channel) {
        double rescaled = value * rescaleFactor;
        return normalize ? (rescaled - mean.get(channel)) / std.get(channel) : rescaled;
    }

    /** The names and values of Hugging Face's {@code preprocessor_config.json}. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("do_rescale", true);
        map.put("rescale_factor", rescaleFactor);
        map.put("do_normalize", normalize);
        map.put("image_mean", mean);
        map.put("image_std", std);
        return map;
    }

    /**
     * The normalization that {@link #toMap} wrote, or Hugging Face's file for a vision model; other
     * names are left aside. {@code do_normalize} and {@code do_rescale} are true and the rescale
     * factor is 1/255 where they are missing, as there. Throws {@code INVALID_FILE} for a value of
     * another kind.
     *
     * @param map as a JSON reader gives it: numbers, booleans and lists of numbers
     */
    public static PixelNormalization fromMap(Map<String, ?> map) {
        boolean rescale = flag(map, "do_rescale");
        double factor =
                rescale && map.containsKey("rescale_factor")
                        ? number("rescale_factor", map.get("rescale_factor"))
                        : rescale ? UNIT : 1;
        return new PixelNormalization(
                factor,
                numbers(map, "image_mean"),
                numbers(map, "image_std"),
                flag(map, "do_normalize"));
    }

    private static boolean flag(Map<String, ?> map, String name) {
        return switch (map.get(name)) {
            case Boolean value -> value;
            case null -> true;
            case Object other -> throw refused(name, other, "true or false");
        };
    }

    private static List<Double> numbers(Map<String, ?> map, String name) {
        if (!(map.get(name) instanceof List<?> values)) {
            throw refused(name, map.get(name), "a list with a number for each channel");
        }
        return values.stream().map(value -> number(name, value)).toList();
    }

    private static double number(String name, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw refused(name, value, "a number");
    }

    private static SteelyardException refused(
            String name, @Nullable Object given, String accepted) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                "The normalization of pixels (preprocessor_config.json) has for '"
                        + name
                        + "' the value "
                        + given
                        + "; accepted is "
                        + accepted
                        + ".");
    }
}
