package io.steelyard.data.image;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The images of a data set as its makers divided it.
 *
 * @param training what a model learns from
 * @param validation what a training is watched with, if the data set has such a part
 * @param test what a trained model is judged by, if the data set has such a part
 */
public record ImageParts(
        ImageCollection training,
        Optional<ImageCollection> validation,
        Optional<ImageCollection> test) {
    /**
     * Opens a directory: IDX files where it has those that {@link IdxDirectory} looks for, and a
     * folder for each class otherwise, as {@link ImageFolder} reads them.
     *
     * @throws io.steelyard.error.SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or
     *     {@code INVALID_DATA}, naming the file and what is wrong with it
     */
    public static ImageParts open(Path directory) {
        return IdxDirectory.isAt(directory)
                ? IdxDirectory.open(directory)
                : ImageFolder.open(directory);
    }
}
