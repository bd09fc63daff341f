package io.steelyard.data.image;

/**
 * An image and what it shows.
 *
 * @param label number of the class, an index of {@link ImageCollection#classes()}
 * @param origin what messages and reports call it: the path of its file, or the file and the number
 *     of the image within it
 */
public record LabeledImage(Image image, int label, String origin) {}
