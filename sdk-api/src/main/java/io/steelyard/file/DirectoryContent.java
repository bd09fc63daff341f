package io.steelyard.file;

import java.io.IOException;
import java.nio.file.Path;

/** Writes files into a directory that exists and is empty. */
@FunctionalInterface
public interface DirectoryContent {
    /**
     * Writes the files. What it throws is what the caller of {@link AtomicDirectory} sees, an
     * {@link IOException} as {@code WRITE_FAILED}.
     *
     * @param directory that takes them
     */
    void write(Path directory) throws IOException;
}
