package io.steelyard.data.image;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the folder of public data files that some tests compare with. */
public final class SharedData {
    private SharedData() {}

    /** The file or folder, or the test is skipped. */
    public static Path file(String name) {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path file = up.resolve("shared/data").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return Assumptions.abort("shared/data/" + name + " is not beside or above this project");
    }
}
