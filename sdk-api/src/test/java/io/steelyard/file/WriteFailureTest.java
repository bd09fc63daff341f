package io.steelyard.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.error.ErrorCode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

final class WriteFailureTest {
    @Test
    void saysWhatTheFileSystemRefused() {
        says(
                new IOException("No space left on device"),
                "the disk is full; free some space or choose another directory.");
        says(
                new FileSystemException("/d/x", null, "Disk quota exceeded"),
                "the disk is full; free some space or choose another directory.");
        says(
                new AccessDeniedException("/d"),
                "no permission at /d; choose another directory or change its permissions.");
        says(
                new ReadOnlyFileSystemException(),
                "the file system is read-only; choose another directory.");
        says(
                new NotDirectoryException("/d"),
                "/d is a file where a directory is needed; choose another directory.");
        says(new NoSuchFileException("/d"), "/d does not exist.");
        says(
                new FileSystemException("/d", null, "Input/output error"),
                "the file system refused /d: Input/output error.");
        says(new FileSystemException("/d"), "the file system refused /d.");
        says(new IOException("torn tape"), "torn tape.");
        says(new IOException(), "IOException.");
    }

    private static void says(Exception cause, String reason) {
        var failure = WriteFailure.of(Path.of("/d/model"), cause);
        assertThat(failure.code()).isEqualTo(ErrorCode.WRITE_FAILED);
        assertThat(failure)
                .hasCause(cause)
                .hasMessage(
                        "/d/model could not be written: "
                                + reason
                                + " Nothing that was saved before is lost.");
    }
}
