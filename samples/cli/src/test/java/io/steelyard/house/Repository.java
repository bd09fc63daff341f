package io.steelyard.house;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the root of the repository from wherever the tests run. */
public final class Repository {

    private Repository() {}

    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("sdk-api"))
                    && Files.isRegularFile(at.resolve("pom.xml"))) {
                return at;
            }
        }
        throw new IllegalStateException(
                "No directory above "
                        + start
                        + " holds pom.xml and sdk-api: run this in a checkout.");
    }
}
