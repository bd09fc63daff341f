package io.steelyard.file;

import io.steelyard.error.SteelyardException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Directories and files that are written aside, synced to disk and renamed, so that a crash at any
 * moment leaves the old content or the new one, and never a part.
 *
 * <p>No file system swaps two directories in one step that Java could ask for. Between the two
 * renames that replace a directory, the old one is for an instant under a hidden name beside it;
 * {@link #recover} brings it back should the process end right there. Whoever opens what {@link
 * #write} wrote calls it first.
 *
 * <p>Safe for use from several threads on different directories; one directory has one writer.
 */
public final class AtomicDirectory {
    private static final String ASIDE = ".writing";
    private static final String REPLACED = ".replaced";

    private AtomicDirectory() {}

    /**
     * Writes a directory; one of the same name is replaced, with all that it held.
     *
     * @throws SteelyardException {@code WRITE_FAILED}, with what was there before untouched
     */
    public static void write(Path directory, DirectoryContent content) {
        Path target = resolved(directory);
        if (target.getParent() == null) {
            throw WriteFailure.of(
                    directory,
                    new FileSystemException(target.toString(), null, "it is the root of all"));
        }
        Path aside = beside(target, ASIDE);
        cleaningUp(
                directory,
                aside,
                () -> {
                    Files.createDirectories(target.getParent());
                    recover(target);
                    requireNoFile(target);
                    delete(aside);
                    Files.createDirectory(aside);
                    content.write(aside);
                    syncTree(aside);
                    replace(target, aside);
                    sync(target.getParent());
                });
    }

    /**
     * Writes files into a directory that may hold others: each is replaced whole, one after the
     * other.
     *
     * @throws SteelyardException {@code WRITE_FAILED}, with files that were not yet replaced
     *     untouched
     */
    public static void update(Path directory, DirectoryContent content) {
        Path target = resolved(directory);
        Path aside = target.resolve(ASIDE);
        cleaningUp(
                directory,
                aside,
                () -> {
                    Files.createDirectories(target);
                    delete(aside);
                    Files.createDirectory(aside);
                    content.write(aside);
                    syncTree(aside);
                    for (Path file : list(aside)) {
                        Files.move(
                                file,
                                target.resolve(file.getFileName()),
                                StandardCopyOption.ATOMIC_MOVE,
                                StandardCopyOption.REPLACE_EXISTING);
                    }
                    Files.delete(aside);
                    sync(target);
                });
    }

    /**
     * Writes files into a directory: a new one is there whole afterwards or not at all, and in one
     * that exists each file is replaced whole and others are kept. Throws as {@link #write} and
     * {@link #update} do.
     */
    public static void writeInto(Path directory, DirectoryContent content) {
        if (Files.exists(directory)) {
            update(directory, content);
        } else {
            write(directory, content);
        }
    }

    /**
     * Brings a directory back that a crash left under its hidden name while {@link #write} replaced
     * it; does nothing when there is none.
     *
     * @throws SteelyardException {@code WRITE_FAILED} when the file system refuses
     */
    public static void recover(Path directory) {
        Path target = resolved(directory);
        Path replaced = beside(target, REPLACED);
        if (!Files.exists(replaced, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            delete(replaced); // the new content is in its place already
            return;
        }
        try {
            Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw WriteFailure.of(directory, failure);
        }
    }

    /**
     * Deletes a directory with all it holds, if it is there. Links are deleted, not followed.
     *
     * @throws SteelyardException {@code WRITE_FAILED} when something in it cannot be deleted
     */
    public static void delete(Path directory) {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (UncheckedIOException failure) {
            throw WriteFailure.of(directory, failure.getCause());
        } catch (IOException failure) {
            throw WriteFailure.of(directory, failure);
        }
    }

    /**
     * Deletes what crashes left in a directory of directories that were being written.
     *
     * @throws SteelyardException {@code WRITE_FAILED} when something cannot be deleted
     */
    public static void deleteUnfinished(Path parent) {
        try {
            for (Path entry : list(parent)) {
                String name = entry.getFileName().toString();
                if (name.startsWith(".")
                        && name.length() > ASIDE.length()
                        && name.endsWith(ASIDE)) {
                    delete(entry);
                }
            }
        } catch (IOException failure) {
            throw WriteFailure.of(parent, failure);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private static void cleaningUp(Path directory, Path aside, Writing writing) {
        try {
            writing.run();
        } catch (UncheckedIOException failure) {
            deleteQuietly(aside, failure);
            throw WriteFailure.of(directory, failure.getCause());
        } catch (IOException failure) {
            deleteQuietly(aside, failure);
            throw WriteFailure.of(directory, failure);
        } catch (RuntimeException failure) {
            deleteQuietly(aside, failure);
            throw failure;
        }
    }

    /** The directory itself where a link stands for it, so that the link stays. */
    private static Path resolved(Path directory) {
        Path target = directory.toAbsolutePath().normalize();
        try {
            return Files.isSymbolicLink(target) ? target.toRealPath() : target;
        } catch (IOException dangling) {
            throw WriteFailure.of(directory, dangling);
        }
    }

    private static Path beside(Path target, String suffix) {
        return target.resolveSibling("." + target.getFileName() + suffix);
    }

    private static void requireNoFile(Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
    }

    private static void replace(Path target, Path aside) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path replaced = beside(target, REPLACED);
        Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
            throw failure;
        }
        delete(replaced);
    }

    private static void deleteQuietly(Path directory, Exception reason) {
        try {
            delete(directory);
        } catch (SteelyardException leftover) {
            // The first failure is the one to report; the next write removes what is left.
            reason.addSuppressed(leftover);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private static void syncTree(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.toList()) {
                sync(path);
            }
        }
    }

    private static void sync(Path path) throws IOException {
        boolean isDirectory = Files.isDirectory(path);
        if (isDirectory && System.getProperty("os.name", "").startsWith("Windows")) {
            return; // a directory cannot be opened there, and its entries are written through
        }
        try (FileChannel channel =
                FileChannel.open(
                        path, isDirectory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
