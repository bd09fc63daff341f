package io.steelyard.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.spi.CompileReport;
import io.steelyard.train.Callback;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class MetricsLogTest {
    @TempDir Path directory;

    private MetricsLog log(long firstStep) {
        MetricsLog log = new MetricsLog(directory.resolve("metrics.jsonl"), MetricsLog.Unit.TOKENS);
        CompileReport report = new CompileReport(1, 0, 0, 0, Duration.ZERO);
        log.started(new Callback.TrainingStart(10, firstStep, report));
        return log;
    }

    private static Callback.TrainingStep step(long step) {
        return new Callback.TrainingStep(step, 0, 2.5 - step / 100.0, 1, 1e-3, 64);
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("metrics.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    @Test
    void aValidationAfterTheCheckpointOfItsStepJoinsTheLineOfTheStep() throws IOException {
        try (MetricsLog log = log(0)) {
            log.stepped(step(1));
            log.stepped(step(10));
            log.saved(10, directory);
            assertThat(lines()).hasSize(2);
            log.validated(10, Map.of("validation/loss", 2.0));
            log.stepped(step(11));
        }
        assertThat(lines()).extracting(line -> line.path("step").asLong()).containsExactly(1L, 10L);
        assertThat(lines().getLast().path("train/loss").asDouble()).isEqualTo(2.4);
        assertThat(lines().getLast().path("validation/loss").asDouble()).isEqualTo(2.0);
    }

    @Test
    void aValidationThatIsRepeatedAfterARestartJoinsTheLineOfItsStep() throws IOException {
        try (MetricsLog log = log(0)) {
            log.stepped(step(1));
            log.stepped(step(10));
            log.saved(10, directory);
        }
        try (MetricsLog log = log(10)) {
            log.validated(10, Map.of("validation/loss", 2.0));
            log.stepped(step(20));
        }
        assertThat(lines())
                .extracting(line -> line.path("step").asLong())
                .containsExactly(1L, 10L, 20L);
        assertThat(lines().get(1).path("train/loss").asDouble()).isEqualTo(2.4);
        assertThat(lines().get(1).path("validation/loss").asDouble()).isEqualTo(2.0);
    }
}
