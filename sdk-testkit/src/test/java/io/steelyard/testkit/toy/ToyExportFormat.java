package io.steelyard.testkit.toy;

import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.ExportedProgram;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the text of a program. */
public class ToyExportFormat implements ExportFormat {
    @Override
    public String name() {
        return "toy";
    }

    @Override
    public void write(ExportedProgram program, Path directory) throws IOException {
        Files.writeString(directory.resolve("program.txt"), program.function().toString());
    }
}
