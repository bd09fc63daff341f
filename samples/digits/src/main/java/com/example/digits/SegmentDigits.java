package com.example.digits;

import io.steelyard.data.image.Image;
import io.steelyard.data.image.ImageCollection;
import io.steelyard.data.image.ImageParts;
import io.steelyard.data.image.LabeledImage;
import io.steelyard.model.SeedHash;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Digits as pocket calculators show them, each somewhere else in its image and with dust on it: for
 * those who have no MNIST at hand. An image follows from the seed and its number.
 *
 * @param count of images
 */
record SegmentDigits(long count, long seed) implements ImageCollection {
    private static final int SIZE = 14;
    private static final int WIDTH = 7;
    private static final int HEIGHT = 11;
    private static final double DUST = 0.03;

    /** Which of the segments top, the two right ones, bottom, the two left ones, middle are lit. */
    private static final List<String> LIT =
            List.of(
                    "1111110", "0110000", "1101101", "1111001", "0110011", "1011011", "1011111",
                    "1110000", "1111111", "1111011");

    /** Top, left, bottom and right edge of each segment within the digit. */
    private static final int[][] SEGMENTS = {
        {0, 0, 2, 7},
        {0, 5, 6, 7},
        {5, 5, 11, 7},
        {9, 0, 11, 7},
        {5, 0, 11, 2},
        {0, 0, 6, 2},
        {5, 0, 6, 7},
    };

    /** Digits to learn from, and others to test with. */
    static ImageParts parts() {
        return new ImageParts(
                new SegmentDigits(4_000, 1),
                Optional.empty(),
                Optional.of(new SegmentDigits(1_000, 2)));
    }

    @Override
    public List<String> classes() {
        return IntStream.range(0, LIT.size()).mapToObj(Integer::toString).toList();
    }

    @Override
    public int label(long index) {
        return (int) (index % LIT.size());
    }

    @Override
    public int height() {
        return SIZE;
    }

    @Override
    public int width() {
        return SIZE;
    }

    @Override
    public int channels() {
        return 1;
    }

    @Override
    public LabeledImage get(long index) {
        SplittableRandom random = new SplittableRandom(SeedHash.fold(seed, index));
        byte[] pixels = new byte[SIZE * SIZE];
        int top = random.nextInt(SIZE - HEIGHT + 1);
        int left = 2 + random.nextInt(SIZE - HEIGHT + 1);
        for (int segment = 0; segment < SEGMENTS.length; segment++) {
            if (LIT.get(label(index)).charAt(segment) == '1') {
                int[] edges = SEGMENTS[segment];
                for (int row = edges[0]; row < edges[2]; row++) {
                    for (int column = edges[1]; column < edges[3]; column++) {
                        pixels[(top + row) * SIZE + left + column] = (byte) 255;
                    }
                }
            }
        }
        for (int i = 0; i < pixels.length; i++) {
            if (random.nextDouble() < DUST) {
                pixels[i] = (byte) random.nextInt(256);
            }
        }
        Image image = new Image(SIZE, SIZE, 1, pixels);
        return new LabeledImage(image, label(index), "digit " + index);
    }
}
