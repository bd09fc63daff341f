package io.steelyard.data.image;

import io.steelyard.spi.IndexedDataset;

import java.util.List;

/**
 * Images of one size, each with a label. Immutable, and safe for use from several threads as every
 * {@link IndexedDataset} is; images may be read from their files when they are asked for.
 */
public interface ImageCollection extends IndexedDataset<LabeledImage> {
    /** The names of the classes; a label is an index of this list. */
    List<String> classes();

    /** The label of the image at an index in [0, count), without reading the image. */
    int label(long index);

    /** The height of each image in pixels. */
    int height();

    /** The width of each image in pixels. */
    int width();

    /** How many channels each image has: 1 for gray, 3 for red, green and blue. */
    int channels();

    /** The label of every image. Throws {@link ArithmeticException} for 2^31 images and more. */
    default int[] labels() {
        int[] labels = new int[Math.toIntExact(count())];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(i);
        }
        return labels;
    }

    /**
     * The images at these indices, in their order. Throws {@code INVALID_ARGUMENT} for an index
     * outside [0, count).
     */
    default ImageCollection subset(int[] indices) {
        return new ImageSubset(this, indices);
    }
}
