package io.steelyard.house;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

final class SourceFormatTest {

    @Test
    void everySourceIsInTheHouseFormat() throws IOException {
        Path root = Repository.root();
        List<String> unformatted =
                SourceFormat.javaFiles(root).parallelStream()
                        .filter(file -> !isFormatted(file))
                        .map(file -> root.relativize(file).toString())
                        .toList();

        assertThat(unformatted)
                .as("sources out of format; `mvn -N -Pformat validate` in %s repairs them", root)
                .isEmpty();
    }

    @Test
    void everyPackageSaysThatItIsNullMarked() throws IOException {
        Path root = Repository.root();
        List<String> unmarked =
                SourceFormat.javaFiles(root).stream()
                        .map(Path::getParent)
                        .distinct()
                        .filter(directory -> directory.toString().contains("src/main/java/"))
                        .filter(directory -> !isNullMarked(directory.resolve("package-info.java")))
                        .map(directory -> root.relativize(directory).toString())
                        .toList();

        assertThat(unmarked)
                .as("packages without a package-info.java that carries @NullMarked")
                .isEmpty();
    }

    private static boolean isFormatted(Path file) {
        try {
            return SourceFormat.isFormatted(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNullMarked(Path packageInfo) {
        if (!Files.exists(packageInfo)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(packageInfo)) {
            return lines.anyMatch("@NullMarked"::equals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
