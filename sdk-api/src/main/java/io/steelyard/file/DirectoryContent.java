package io.steelyard.file;

import java.io.IOException;
import java.nio.file.Path;

/** Writes files into a directory that exists and is empty, or holds other files only. */
@FunctionalInterface
public interface DirectoryContent {
    void write(Path directory) throws IOException;
}
