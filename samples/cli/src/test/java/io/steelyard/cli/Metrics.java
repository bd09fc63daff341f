package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a {@code metrics.jsonl}. */
final class Metrics {
    private Metrics() {}

    /** Without what depends on the clock. */
    static List<JsonNode> of(Path training) {
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(training.resolve("metrics.jsonl"))) {
                ObjectNode metrics = (ObjectNode) new ObjectMapper().readTree(line);
                metrics.remove(
                        List.of("tokens_per_second", "examples_per_second", "elapsed_seconds"));
                lines.add(metrics);
            }
            return lines;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
