package io.steelyard.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Reads {@code metrics.jsonl}. */
final class MetricsFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MetricsFile() {}

    /** A line as it stands, and what it says. */
    record Line(String text, ObjectNode object) {
        long step() {
            return object.path("step").asLong();
        }
    }

    /**
     * The lines up to a step, as far as they are whole: a process that was killed may have left
     * half a line. None when there is no file.
     */
    static List<Line> read(Path file, long lastStep) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            // A cut-off line may end within a character, so nothing is refused here.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .map(MetricsFile::parse)
                    .takeWhile(line -> line != null && line.step() <= lastStep)
                    .map(Objects::requireNonNull)
                    .toList();
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file + " cannot be read: " + unreadable.getMessage() + ".",
                    unreadable);
        }
    }

    private static @Nullable Line parse(String line) {
        try {
            return JSON.readTree(line) instanceof ObjectNode object ? new Line(line, object) : null;
        } catch (JsonProcessingException broken) {
            return null;
        }
    }
}
