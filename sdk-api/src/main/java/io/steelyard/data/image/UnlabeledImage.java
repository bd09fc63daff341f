package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An image of which nobody says what it shows.
 *
 * @param origin what messages and reports call it: the path of its file, or the file and the number
 *     of the image within it
 */
public record UnlabeledImage(Image image, String origin) {
    /**
     * The images at a place: a PNG, JPEG, GIF or BMP picture; an IDX file of images, plain or
     * compressed with gzip; a directory with IDX files under the names that MNIST gave them, of
     * which those of the test part are read, or of the training part where there are no others; or
     * a folder with all pictures in it and in the folders within, in the order of their paths,
     * without those whose names begin with a dot. An IDX file is held in memory whole; pictures are
     * read one by one as the stream is consumed, and one that is broken ends it there.
     *
     * @param size that pictures are brought to; the images of IDX files keep theirs
     * @throws SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or {@code
     *     INVALID_DATA}, naming the file and what is wrong with it
     */
    public static Stream<UnlabeledImage> read(Path path, ImageSize size) {
        if (!Files.isDirectory(path)) {
            return IdxFile.isAt(path) ? idx(path) : Stream.of(picture(path, size));
        }
        return IdxDirectory.images(path)
                .map(UnlabeledImage::idx)
                .orElseGet(() -> files(path).stream().map(file -> picture(file, size)));
    }

    private static UnlabeledImage picture(Path file, ImageSize size) {
        return new UnlabeledImage(Image.read(file, size), file.toString());
    }

    private static Stream<UnlabeledImage> idx(Path path) {
        IdxFile file = IdxFile.read(path, 3);
        return IntStream.range(0, file.sizes()[0])
                .mapToObj(
                        i ->
                                new UnlabeledImage(
                                        file.image(i), path.getFileName() + ", image " + i));
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> entries = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files =
                    entries.filter(Files::isRegularFile)
                            .filter(file -> !isHidden(directory.relativize(file)))
                            .sorted()
                            .toList();
            if (files.isEmpty()) {
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        directory
                                + " has no file in it; name a folder with pictures, a picture or an"
                                + " IDX file of images.");
            }
            return files;
        } catch (UncheckedIOException within) {
            throw unlistable(directory, within.getCause());
        } catch (IOException unreadable) {
            throw unlistable(directory, unreadable);
        }
    }

    private static SteelyardException unlistable(Path directory, IOException reason) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                directory + " cannot be listed: " + reason.getMessage() + ".",
                reason);
    }

    private static boolean isHidden(Path within) {
        for (Path name : within) {
            if (name.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
