package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory of images in LeCun's IDX format under the names that MNIST gave them, each plain or
 * compressed with gzip ({@code .gz}): {@value #TRAINING_IMAGES} and {@value #TRAINING_LABELS}, and
 * for a test part {@value #TEST_IMAGES} and {@value #TEST_LABELS}.
 */
public final class IdxDirectory {
    private static final String TRAINING_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAINING_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private IdxDirectory() {}

    /** Whether a directory has a file of training or test images under one of these names. */
    public static boolean isAt(Path directory) {
        return images(directory).isPresent();
    }

    /** The file of test images in a directory, or of training images where there is no other. */
    static Optional<Path> images(Path directory) {
        return find(directory, TEST_IMAGES).or(() -> find(directory, TRAINING_IMAGES));
    }

    /**
     * Reads the files of a directory, with the numbers of the classes as their names.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or {@code
     *     INVALID_DATA}, naming the file and what is wrong with it
     */
    public static ImageParts open(Path directory) {
        return open(directory, List.of());
    }

    /**
     * Reads the files of a directory.
     *
     * @param classes the names of the classes; none for their numbers
     * @throws SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or {@code
     *     INVALID_DATA}, naming the file and what is wrong with it
     */
    public static ImageParts open(Path directory, List<String> classes) {
        ImageCollection training =
                IdxImages.open(
                        required(directory, TRAINING_IMAGES),
                        required(directory, TRAINING_LABELS),
                        classes);
        Optional<ImageCollection> test =
                find(directory, TEST_IMAGES).map(images -> test(directory, images, training));
        return new ImageParts(training, Optional.empty(), test);
    }

    private static ImageCollection test(Path directory, Path images, ImageCollection training) {
        ImageCollection test =
                IdxImages.open(images, required(directory, TEST_LABELS), training.classes());
        if (test.height() != training.height() || test.width() != training.width()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    images
                            + " holds images of "
                            + test.height()
                            + " x "
                            + test.width()
                            + " pixels and the training images have "
                            + training.height()
                            + " x "
                            + training.width()
                            + "; give both parts one size.");
        }
        return test;
    }

    private static Path required(Path directory, String name) {
        return find(directory, name)
                .orElseThrow(
                        () ->
                                new SteelyardException(
                                        ErrorCode.FILE_NOT_FOUND,
                                        directory
                                                + " has neither "
                                                + name
                                                + " nor "
                                                + name
                                                + ".gz; put one of them there."));
    }

    private static Optional<Path> find(Path directory, String name) {
        return Stream.of(directory.resolve(name), directory.resolve(name + ".gz"))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
