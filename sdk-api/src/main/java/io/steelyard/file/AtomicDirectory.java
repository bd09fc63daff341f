package io.steelyard.file;

import io.steelyard.error.SteelyardException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Directories and files that are written aside, synced to disk and renamed, so that a crash at any moment
 * leaves the old content or the new one, and never a part.
 */
public final class AtomicDirectory {
    private static final String ASIDE = ".writing";

    private AtomicDirectory() {}

    /**
     * Writes a directory; one of the same name is replaced.
     *
     * @throws SteelyardException {@code WRITE_FAILED}, with what was there before untouched
     */
    public static void write(Path directory, DirectoryContent content) {
        Path target = directory.toAbsolutePath().normalize();
        Path aside = target.resolveSibling("." + target.getFileName() + ASIDE);
        try {
            Files.createDirectories(target.getParent());
            delete(aside);
            Files.createDirectory(aside);
            content.write(aside);
            syncTree(aside);
            delete(target);
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            sync(target.getParent());
        } catch (IOException | UncheckedIOException failure) {
            deleteQuietly(aside, failure);
            throw WriteFailure.of(
                    directory, failure instanceof UncheckedIOException io ? io.getCause() : failure);
        } catch (SteelyardException failure) {
            deleteQuietly(aside, failure);
            throw failure;
        }
    }

    /**
     * Writes files into a directory that may hold others: each is replaced whole, one after the other.
     *
     * @throws SteelyardException {@code WRITE_FAILED}, with files that were not yet replaced untouched
     */
    public static void update(Path directory, DirectoryContent content) {
        Path target = directory.toAbsolutePath().normalize();
        Path aside = target.resolve(ASIDE);
        try {
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
        } catch (IOException | UncheckedIOException failure) {
            deleteQuietly(aside, failure);
            throw WriteFailure.of(
                    directory, failure instanceof UncheckedIOException io ? io.getCause() : failure);
        } catch (SteelyardException failure) {
            deleteQuietly(aside, failure);
            throw failure;
        }
    }

    /** Deletes a directory with all it holds, if it is there. Links are deleted, not followed. */
    public static void delete(Path directory) {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failure) {
            throw WriteFailure.of(directory, failure);
        }
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
                        path,
                        isDirectory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
