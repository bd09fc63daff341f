package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gray images in LeCun's IDX format, as MNIST and its kin have them: a file of images with the
 * magic number 2051 and one of labels with 2049, each plain or compressed with gzip. Both are held
 * in memory whole. No more is allocated than a file of that size can hold, whatever its header
 * says, and no more is unpacked than its header says.
 */
public final class IdxImages implements ImageCollection {
    private final String name;
    private final IdxFile images;
    private final byte[] labels;
    private final List<String> classes;

    private IdxImages(String name, IdxFile images, byte[] labels, List<String> classes) {
        this.name = name;
        this.images = images;
        this.labels = labels;
        this.classes = classes;
    }

    /**
     * Reads images and their labels.
     *
     * @param classes the names of the classes; none for the numbers from 0 to the largest label
     * @throws SteelyardException {@code FILE_NOT_FOUND} or {@code INVALID_FILE}, naming the file
     *     and what is wrong with it; {@code INVALID_DATA} where the files do not belong together or
     *     a label is no class
     */
    public static IdxImages open(Path images, Path labels, List<String> classes) {
        IdxFile pixels = IdxFile.read(images, 3);
        byte[] numbers = IdxFile.read(labels, 1).content();
        if (numbers.length != pixels.sizes()[0]) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    images
                            + " holds "
                            + pixels.sizes()[0]
                            + " images and "
                            + labels
                            + " "
                            + numbers.length
                            + " labels; name two files that belong together.");
        }
        int largest =
                IntStream.range(0, numbers.length).map(i -> numbers[i] & 0xff).max().orElse(0);
        List<String> names =
                classes.isEmpty()
                        ? IntStream.rangeClosed(0, largest).mapToObj(String::valueOf).toList()
                        : List.copyOf(classes);
        for (int i = 0; i < numbers.length; i++) {
            if ((numbers[i] & 0xff) >= names.size()) {
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        labels
                                + " gives image "
                                + i
                                + " the label "
                                + (numbers[i] & 0xff)
                                + "; there are the "
                                + names.size()
                                + " classes "
                                + names
                                + ", counted from 0. Mend the labels, or name as many classes.");
            }
        }
        return new IdxImages(String.valueOf(images.getFileName()), pixels, numbers, names);
    }

    @Override
    public long count() {
        return images.sizes()[0];
    }

    @Override
    public LabeledImage get(long index) {
        int i = Math.toIntExact(index);
        return new LabeledImage(images.image(i), label(index), name + ", image " + index);
    }

    @Override
    public int label(long index) {
        return labels[Math.toIntExact(index)] & 0xff;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int height() {
        return images.sizes()[1];
    }

    @Override
    public int width() {
        return images.sizes()[2];
    }

    @Override
    public int channels() {
        return 1;
    }
}
