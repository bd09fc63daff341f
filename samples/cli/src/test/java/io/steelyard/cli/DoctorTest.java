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
    void theBenchmarkTellsHowSoonATrainingIsFast() throws IOException {
        CommandRun run = CommandRun.of("doctor", "--json", "--benchmark=1", "--threads", "1");
        assertThat(run.status()).isZero();
        JsonNode findings = new ObjectMapper().readTree(run.out());
        JsonNode benchmark = findings.get("benchmark");
        assertThat(benchmark.get("training").asText())
                .contains("backend reference (CPU, 1 thread)");
        assertThat(benchmark.get("compiling").asText()).contains("kernels");
        assertThat(benchmark.get("first_step").asText()).endsWith("s after the start");
        assertThat(benchmark.get("90_percent_speed").asText()).contains("with step");
        assertThat(benchmark.get("steady_step").asText()).contains("tokens/s");
        assertThat(benchmark.get("arithmetic").asText()).contains("% of the");
        assertThat(benchmark.get("reading_memory").asText()).contains("GB/s");
    }

    @Test
    void optionsThatNothingRunsWithAreRefused() {
        CommandRun run = CommandRun.of("doctor", "--threads", "1");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "The doctor examines every backend; options of one choose what --benchmark"
                                + " runs on: add it, or leave them out.");
        assertThat(CommandRun.of("doctor", "--benchmark=-1").err())
                .contains("A benchmark of -1 seconds was asked for; accepted are 1 or more.");
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
