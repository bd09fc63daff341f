package io.steelyard.file;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/** Says in a sentence why something could not be written. */
public final class WriteFailure {
    private WriteFailure() {}

    /** {@code WRITE_FAILED} for the file or directory that was to be written. */
    public static SteelyardException of(Path target, Exception cause) {
        return new SteelyardException(
                ErrorCode.WRITE_FAILED,
                target
                        + " could not be written: "
                        + reason(cause)
                        + " Nothing that was saved before is lost.",
                cause);
    }

    private static String reason(Exception cause) {
        return switch (cause) {
            case IOException io when isFull(io) ->
                    "the disk is full; free some space or choose another directory.";
            case AccessDeniedException denied ->
                    "no permission at "
                            + denied.getFile()
                            + "; choose another directory or change its permissions.";
            case FileAlreadyExistsException exists ->
                    exists.getFile()
                            + " is a file where a directory is needed; choose another directory.";
            case NotDirectoryException file ->
                    file.getFile()
                            + " is a file where a directory is needed; choose another directory.";
            case ReadOnlyFileSystemException _ ->
                    "the file system is read-only; choose another directory.";
            case FileSystemException system when isDirectoryClash(system) ->
                    system.getFile() + " lies below a file; choose another directory.";
            case NoSuchFileException missing -> missing.getFile() + " does not exist.";
            case FileSystemException system ->
                    "the file system refused "
                            + system.getFile()
                            + (system.getReason() == null ? "." : ": " + system.getReason() + ".");
            default ->
                    (cause.getMessage() == null
                                    ? cause.getClass().getSimpleName()
                                    : cause.getMessage())
                            + ".";
        };
    }

    private static boolean isFull(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("No space left")
                || message.contains("not enough space")
                || message.contains("quota");
    }

    private static boolean isDirectoryClash(FileSystemException failure) {
        return String.valueOf(failure.getReason()).contains("Not a directory");
    }
}
