package io.steelyard.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

final class AtomicDirectoryTest {
    @TempDir Path root;

    @Test
    void replacesADirectoryWithAllItHeld() throws IOException {
        Path target = root.resolve("deep/model");
        AtomicDirectory.write(target, put("a", "1"));
        AtomicDirectory.write(target, put("b", "2"));

        assertThat(names(target)).containsExactly("b");
        assertThat(target.resolve("b")).hasContent("2");
        assertThat(names(root.resolve("deep"))).containsExactly("model");
    }

    @Test
    void aFailureInTheMiddleLeavesTheOldContent() throws IOException {
        Path target = root.resolve("model");
        AtomicDirectory.write(target, put("a", "old"));

        for (RuntimeException failure :
                new RuntimeException[] {
                    new UncheckedIOException(new IOException("cable pulled")),
                    new SteelyardException(ErrorCode.CLOSED, "closed"),
                    new IllegalStateException("bug")
                }) {
            assertThatThrownBy(
                            () ->
                                    AtomicDirectory.write(
                                            target,
                                            directory -> {
                                                Files.writeString(directory.resolve("a"), "new");
                                                throw failure;
                                            }))
                    .isInstanceOf(RuntimeException.class);
            assertThat(target.resolve("a")).hasContent("old");
            assertThat(names(root)).containsExactly("model");
        }
    }

    @Test
    void saysWhatTheContentThrew() {
        Path target = root.resolve("model");
        assertThatThrownBy(
                        () ->
                                AtomicDirectory.write(
                                        target,
                                        directory -> {
                                            throw new IOException("cable pulled");
                                        }))
                .hasMessage(
                        target
                                + " could not be written: cable pulled. Nothing that was saved"
                                + " before is lost.");
        assertThat(target).doesNotExist();
    }

    @Test
    void whatACrashLeftIsCleanedByTheNextWrite() throws IOException {
        Path aside = Files.createDirectories(root.resolve(".model.writing/inner"));
        Files.writeString(aside.resolve("half"), "x");
        AtomicDirectory.write(root.resolve("model"), put("a", "1"));

        assertThat(names(root)).containsExactly("model");
        assertThat(names(root.resolve("model"))).containsExactly("a");
    }

    @Test
    void deletesWhatIsUnfinishedAndNothingElse() throws IOException {
        Files.createDirectories(root.resolve(".step-7.writing/inner"));
        Files.createDirectories(root.resolve("step-6.writing"));
        Files.createDirectories(root.resolve(".writing"));
        AtomicDirectory.deleteUnfinished(root);

        assertThat(names(root)).containsExactly(".writing", "step-6.writing");
    }

    @Test
    void aCrashBetweenTheTwoRenamesIsUndone() throws IOException {
        Path hidden = Files.createDirectories(root.resolve(".model.replaced"));
        Files.writeString(hidden.resolve("a"), "old");
        AtomicDirectory.recover(root.resolve("model"));

        assertThat(names(root)).containsExactly("model");
        assertThat(root.resolve("model/a")).hasContent("old");
    }

    @Test
    void aCrashAfterBothRenamesKeepsTheNewContent() throws IOException {
        Files.createDirectories(root.resolve(".model.replaced"));
        AtomicDirectory.write(root.resolve("model"), put("a", "new"));
        Files.createDirectories(root.resolve(".model.replaced/old"));
        AtomicDirectory.recover(root.resolve("model"));

        assertThat(names(root)).containsExactly("model");
        assertThat(root.resolve("model/a")).hasContent("new");
    }

    @Test
    void updatesOneFileAfterTheOtherAmongOthers() throws IOException {
        Files.writeString(root.resolve("notes.txt"), "mine");
        Files.writeString(root.resolve("config.json"), "old");
        Files.createDirectories(root.resolve(".writing/stale"));
        AtomicDirectory.update(root, put("config.json", "new"));

        assertThat(names(root)).containsExactly("config.json", "notes.txt");
        assertThat(root.resolve("config.json")).hasContent("new");
        assertThatThrownBy(
                        () ->
                                AtomicDirectory.update(
                                        root,
                                        directory -> {
                                            Files.writeString(
                                                    directory.resolve("config.json"), "half");
                                            throw new IOException("cable pulled");
                                        }))
                .isInstanceOf(SteelyardException.class);
        assertThat(names(root)).containsExactly("config.json", "notes.txt");
        assertThat(root.resolve("config.json")).hasContent("new");
    }

    @Test
    void aLinkToADirectoryStays() throws IOException {
        Path real = Files.createDirectories(root.resolve("disk/model"));
        Path link = Files.createSymbolicLink(root.resolve("model"), real);
        AtomicDirectory.write(link, put("a", "1"));

        assertThat(link).isSymbolicLink();
        assertThat(real.resolve("a")).hasContent("1");
    }

    @Test
    void deletesLinksAndNotWhatTheyPointTo() throws IOException {
        Path kept = Files.writeString(root.resolve("kept"), "1");
        Path gone = Files.createDirectories(root.resolve("gone"));
        Files.createSymbolicLink(gone.resolve("link"), kept);
        AtomicDirectory.delete(gone);
        AtomicDirectory.delete(gone);

        assertThat(names(root)).containsExactly("kept");
    }

    @Test
    void aFileInTheWayIsNotDeleted() throws IOException {
        Path file = Files.writeString(root.resolve("model"), "mine");

        refuses(
                () -> AtomicDirectory.write(file, put("a", "1")),
                file
                        + " could not be written: "
                        + file
                        + " is a file where a directory is needed;"
                        + " choose another directory. Nothing that was saved before is lost.");
        refuses(
                () -> AtomicDirectory.update(file, put("a", "1")),
                file
                        + " could not be written: "
                        + file
                        + " is a file where a directory is needed;"
                        + " choose another directory. Nothing that was saved before is lost.");
        Path below = file.resolve("x/y");
        refuses(
                () -> AtomicDirectory.write(below, put("a", "1")),
                below
                        + " could not be written: "
                        + file
                        + "/x lies below a file; choose another"
                        + " directory. Nothing that was saved before is lost.");
        assertThat(file).hasContent("mine");
    }

    @Test
    void saysThatPermissionIsMissing() throws IOException {
        Path locked = Files.createDirectory(root.resolve("locked"));
        Assumptions.assumeThat(locked.toFile().setWritable(false) && !Files.isWritable(locked))
                .as("the user that runs this test is bound by permissions")
                .isTrue();
        Path target = locked.resolve("model");
        refuses(
                () -> AtomicDirectory.write(target, put("a", "1")),
                target
                        + " could not be written: no permission at "
                        + locked
                        + "/.model.writing; choose another directory or change its permissions."
                        + " Nothing that was saved before is lost.");
    }

    @Test
    void theRootIsNotReplaced() {
        Path top = root.getRoot();
        refuses(
                () -> AtomicDirectory.write(top, put("a", "1")),
                top
                        + " could not be written: the file system refused "
                        + top
                        + ": it is the root of all. Nothing that was saved before is lost.");
    }

    private static void refuses(Runnable action, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.WRITE_FAILED))
                .hasMessage(sentence);
    }

    private static DirectoryContent put(String name, String text) {
        return directory -> Files.writeString(directory.resolve(name), text);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
