package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;

import java.io.IOException;

final class DoctorTest {
    @Test
    void theDoctorTellsWhatThereIs() {
        CommandRun run = CommandRun.of("doctor");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains(Runtime.version().toString())
                .contains("processors")
                .contains("heap limit")
                .contains("text-generation")
                .contains("backend reference")
                .contains("GFLOP/s")
                .contains("advice");
    }

    @Test
    void theDoctorWritesOneJsonObject() throws IOException {
        CommandRun run = CommandRun.of("doctor", "--json");
        JsonNode findings = new ObjectMapper().readTree(run.out());
        assertThat(findings.get("machine").get("processors").asInt())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(findings.get("backend reference").get("device").asText()).contains("CPU");
        assertThat(findings.get("advice").isArray()).isTrue();
        assertThat(findings.get("advice").toString()).doesNotContain("Backend reference");
        assertThat(run.err()).isEmpty();
    }

    @Test
    @NeedsNativeLibrary
    void theDoctorTellsWhichTensorFlowThereIs() throws IOException {
        CommandRun run = CommandRun.of("doctor", "--json");
        JsonNode tensorflow = new ObjectMapper().readTree(run.out()).get("backend tensorflow");
        assertThat(tensorflow.get("version").asText()).startsWith("2.");
        assertThat(tensorflow.get("native library").asText())
                .startsWith("tensorflow-core-native, ");
        assertThat(tensorflow.get("cache").asText()).isNotEmpty();
        assertThat(tensorflow.get("devices").asText()).contains("CPU:0");
        assertThat(tensorflow.get("GPU").asText()).isNotEmpty();
    }
}
