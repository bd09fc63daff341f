package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of pictures, with a folder for each class: {@code cat/1.png}, {@code dog/2.jpg}. Classes
 * are the names of the folders, sorted; pictures are PNG, JPEG, GIF (the first picture) or BMP,
 * sorted by name. Opening reads the header of every file; a picture is decoded whenever it is asked
 * for. Files whose name begins with a dot are left aside.
 *
 * <p>All pictures are brought to one size: the one that is asked for, or else that of the first
 * picture; {@link #scaled} says how many needed it. Colours become gray or gray becomes colour
 * where they must; transparent pixels are laid over white.
 */
public final class ImageFolder implements ImageCollection {
    private static final String TRAINING = "train";
    private static final String VALIDATION = "validation";
    private static final String TEST = "test";

    private final Path directory;
    private final List<String> classes;
    private final List<ImageFile> files;
    private final int[] labels;
    private final ImageSize size;

    private ImageFolder(
            Path directory,
            List<String> classes,
            List<ImageFile> files,
            int[] labels,
            ImageSize size) {
        this.directory = directory;
        this.classes = classes;
        this.files = files;
        this.labels = labels;
        this.size = size;
    }

    /**
     * Opens a folder, with the size of its first picture for all. Where it has a folder {@code
     * train}, that holds the folders of the classes, and {@code validation} and {@code test} beside
     * it, if they are there, hold those of the other parts.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or {@code
     *     INVALID_DATA}, naming the file or folder and what is wrong with it
     */
    public static ImageParts open(Path directory) {
        return open(directory, Optional.empty());
    }

    /** As {@link #open(Path)}, with a size that all pictures are brought to. */
    public static ImageParts open(Path directory, ImageSize size) {
        return open(directory, Optional.of(size));
    }

    private static ImageParts open(Path directory, Optional<ImageSize> size) {
        Path inner = directory.resolve(TRAINING);
        if (!Files.isDirectory(inner)) {
            return new ImageParts(
                    part(directory, List.of(), size), Optional.empty(), Optional.empty());
        }
        ImageFolder training = part(inner, List.of(), size);
        return new ImageParts(
                training,
                other(directory.resolve(VALIDATION), training),
                other(directory.resolve(TEST), training));
    }

    private static Optional<ImageCollection> other(Path directory, ImageFolder training) {
        return Files.isDirectory(directory)
                ? Optional.of(part(directory, training.classes, Optional.of(training.size)))
                : Optional.empty();
    }

    /** A folder of one part. With known classes, others are refused and some may be missing. */
    private static ImageFolder part(
            Path directory, List<String> known, Optional<ImageSize> wanted) {
        List<Path> folders = folders(directory);
        List<String> classes =
                known.isEmpty() ? folders.stream().map(ImageFolder::name).toList() : known;
        List<ImageFile> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (Path folder : folders) {
            int label = classes.indexOf(name(folder));
            if (label < 0) {
                throw invalid(
                        folder
                                + " is a class that the training part has not; it has "
                                + classes
                                + ". Rename the folder or take it out.");
            }
            List<Path> pictures = pictures(folder);
            for (Path picture : pictures) {
                files.add(ImageFile.open(picture));
                labels.add(label);
            }
        }
        ImageFile first = files.getFirst();
        return new ImageFolder(
                directory,
                classes,
                List.copyOf(files),
                labels.stream().mapToInt(Integer::intValue).toArray(),
                wanted.orElseGet(
                        () -> new ImageSize(first.height(), first.width(), first.channels())));
    }

    private static List<Path> folders(Path directory) {
        List<Path> entries = list(directory);
        for (Path entry : entries) {
            if (!Files.isDirectory(entry)) {
                throw invalid(
                        entry
                                + " lies beside the folders of the classes; put it into the folder"
                                + " of its class or take it out.");
            }
        }
        if (entries.isEmpty()) {
            throw invalid(
                    directory
                            + " has no folder; accepted is a folder for each class that holds its"
                            + " pictures.");
        }
        return entries;
    }

    private static List<Path> pictures(Path folder) {
        List<Path> entries = list(folder);
        for (Path entry : entries) {
            if (Files.isDirectory(entry)) {
                throw invalid(
                        entry
                                + " is a folder within a class; put its pictures into "
                                + folder
                                + " itself.");
            }
        }
        if (entries.isEmpty()) {
            throw invalid(
                    folder
                            + " is a class without a picture; put its pictures there or take the"
                            + " folder out.");
        }
        return entries;
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !name(entry).startsWith("."))
                    .sorted((left, right) -> name(left).compareTo(name(right)))
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException missing) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    directory + " is no directory; name one that has a folder for each class.",
                    missing);
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    directory + " cannot be listed: " + unreadable.getMessage() + ".",
                    unreadable);
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static SteelyardException invalid(String sentence) {
        return new SteelyardException(ErrorCode.INVALID_DATA, sentence);
    }

    /** How many of the pictures are of another size in their files, and are scaled. */
    public long scaled() {
        return files.stream()
                .filter(file -> file.height() != size.height() || file.width() != size.width())
                .count();
    }

    @Override
    public long count() {
        return files.size();
    }

    @Override
    public LabeledImage get(long index) {
        int i = Math.toIntExact(index);
        ImageFile file = files.get(i);
        return new LabeledImage(file.decode(size), labels[i], file.path().toString());
    }

    @Override
    public int label(long index) {
        return labels[Math.toIntExact(index)];
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int height() {
        return size.height();
    }

    @Override
    public int width() {
        return size.width();
    }

    @Override
    public int channels() {
        return size.channels();
    }

    /** What was opened, for a person. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %d pictures of %d classes, %d x %d x %d, %d of them scaled",
                directory,
                files.size(),
                classes.size(),
                size.height(),
                size.width(),
                size.channels(),
                scaled());
    }
}
