package io.steelyard.spi;

import java.io.IOException;
import java.nio.file.Path;

/** Writes programs down for use outside the SDK. */
public interface ExportFormat {
    /** The name by which it is chosen: {@code "saved-model"}. */
    String name();

    /**
     * Writes a program with its state.
     *
     * @param directory exists and is empty; it becomes visible under its name when all is written
     * @throws io.steelyard.error.SteelyardException {@code BACKEND_UNSUPPORTED} when the format
     *     cannot express the program, or what writes it cannot start on this machine
     */
    void write(ExportedProgram program, Path directory) throws IOException;
}
