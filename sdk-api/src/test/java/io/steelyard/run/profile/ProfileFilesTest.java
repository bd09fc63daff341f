package io.steelyard.run.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.program.Cost;
import io.steelyard.spi.ExecutionProfile;
import io.steelyard.train.TrainingProfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class ProfileFilesTest {
    @TempDir private Path directory;

    private static ExecutionProfile.Entry entry(
            String kernel, String operation, String scope, long calls, long nanos, Cost cost) {
        return new ExecutionProfile.Entry(
                kernel,
                operation.isEmpty() ? List.of() : List.of(operation),
                scope.isEmpty() ? List.of() : List.of(scope),
                operation.isEmpty() ? "" : "f32[2,3] -> f32[2]",
                calls,
                nanos,
                calls == 0 ? 0 : nanos / calls / 2,
                cost);
    }

    /** Ten steps of 1 ms: 0.1 ms of data, 0.85 ms of kernels in two layers and a loop. */
    private static TrainingProfile profile() {
        List<ExecutionProfile.Entry> entries =
                List.of(
                        entry(
                                "matmul",
                                "dot_general",
                                "model.h.0",
                                10,
                                4_000_000,
                                new Cost(800_000, 300_000, 100_000)),
                        entry(
                                "matmul",
                                "dot_general",
                                "model.h.1",
                                10,
                                2_000_000,
                                new Cost(800_000, 300_000, 100_000)),
                        entry("loop", "scan", "model.rnn", 10, 500_000, Cost.zero()),
                        entry(
                                "layer_norm",
                                "layer_norm",
                                "model.rnn",
                                20,
                                1_500_000,
                                new Cost(75_000, 0, 0)),
                        entry("run", "", "", 10, 500_000, Cost.zero()));
        List<ExecutionProfile.Event> lastRun =
                List.of(
                        new ExecutionProfile.Event(4, 0, 850_000),
                        new ExecutionProfile.Event(0, 10_000, 400_000),
                        new ExecutionProfile.Event(1, 420_000, 200_000),
                        new ExecutionProfile.Event(2, 630_000, 200_000),
                        new ExecutionProfile.Event(3, 640_000, 70_000),
                        new ExecutionProfile.Event(3, 720_001, 80_500));
        return new TrainingProfile(
                5,
                10,
                1_000_000,
                8_900_000,
                100_000,
                List.of(new ExecutionProfile("train_step", 10, 8_500_000, entries, lastRun)));
    }

    @Test
    void theTableHasKernelsScopesAndCallSites() {
        assertThat(ProfileTable.text(profile()))
                .isEqualTo(
                        """
                        Profile of 10 steps after 5 of warm-up: 1.000 ms a step, of which 0.850 ms in kernels

                                ms   at best      %    calls   GFLOP/s     GB/s  kernel
                             0.600     0.300   60.0        2       2.7      1.3  matmul
                             0.150     0.075   15.0        2       1.0           layer_norm
                             0.100     0.100   10.0                              (data)
                             0.050     0.025    5.0        1                     loop
                             0.050     0.025    5.0        1                     run
                             0.040     0.040    4.0                              (host)
                             0.010     0.010    1.0                              (callbacks)
                             1.000     0.575  100.0        6       1.8      0.8  all

                                ms   at best      %    calls   GFLOP/s     GB/s  scope, layers together
                             0.600     0.300   60.0        2       2.7      1.3  model.h.*
                             0.200     0.100   20.0        3       0.8           model.rnn
                             0.050     0.025    5.0        1                     (none)

                                ms   at best      %    calls   GFLOP/s     GB/s  call site, alike ones together
                             0.600     0.300   60.0        2       2.7      1.3  matmul [dot_general] f32[2,3] -> f32[2]
                             0.150     0.075   15.0        2       1.0           layer_norm f32[2,3] -> f32[2]
                             0.050     0.025    5.0        1                     loop [scan] f32[2,3] -> f32[2]
                             0.050     0.025    5.0        1                     run
                        """);
    }

    /** Rows that are not shown are added up, so that nothing is lost. */
    @Test
    void aLongTableEndsWithTheOthers() {
        List<ExecutionProfile.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            entries.add(entry("kernel" + i, "", "", 1, 1_000_000, Cost.zero()));
        }
        String table =
                ProfileTable.text(
                        new TrainingProfile(
                                0,
                                1,
                                0,
                                40_000_000,
                                0,
                                List.of(
                                        new ExecutionProfile(
                                                "train_step", 1, 40_000_000, entries, List.of()))));
        assertThat(table)
                .contains("    11.000     5.500   27.5       11                     (11 others)");
    }

    @Test
    void everyCallSiteIsInTheJson() throws IOException {
        ProfileFiles files = new ProfileFiles(directory);
        files.write(profile());
        JsonNode json = new ObjectMapper().readTree(files.json().toFile());
        assertThat(json.get("warm_up_steps").asLong()).isEqualTo(5);
        assertThat(json.get("steps").asLong()).isEqualTo(10);
        assertThat(json.get("total_nanos").asLong()).isEqualTo(10_000_000);
        assertThat(json.get("host_nanos").asLong()).isEqualTo(400_000);
        JsonNode function = json.get("functions").get(0);
        assertThat(function.get("function").asText()).isEqualTo("train_step");
        assertThat(function.get("entries")).hasSize(5);
        JsonNode first = function.get("entries").get(0);
        assertThat(first.get("kernel").asText()).isEqualTo("matmul");
        assertThat(first.get("operations").get(0).asText()).isEqualTo("dot_general");
        assertThat(first.get("scopes").get(0).asText()).isEqualTo("model.h.0");
        assertThat(first.get("calls").asLong()).isEqualTo(10);
        assertThat(first.get("nanos").asLong()).isEqualTo(4_000_000);
        assertThat(first.get("least_nanos").asLong()).isEqualTo(200_000);
        assertThat(first.get("floating_point_operations").asLong()).isEqualTo(800_000);
        assertThat(first.get("bytes_read").asLong()).isEqualTo(300_000);
        assertThat(first.get("bytes_written").asLong()).isEqualTo(100_000);
        assertThat(Files.readString(files.table())).isEqualTo(ProfileTable.text(profile()));
    }

    /** Scopes are around their kernels, and a loop is around what it runs. */
    @Test
    void theTimelineNestsKernelsInScopes() throws IOException {
        ProfileFiles files = new ProfileFiles(directory);
        files.write(profile());
        JsonNode trace = new ObjectMapper().readTree(files.trace().toFile());
        List<String> events = new ArrayList<>();
        for (JsonNode event : trace.get("traceEvents")) {
            events.add(
                    event.get("ph").asText().equals("M")
                            ? "process " + event.get("args").get("name").asText()
                            : "%s %s %s..%s"
                                    .formatted(
                                            event.get("cat").asText(),
                                            event.get("name").asText(),
                                            event.get("ts").asText(),
                                            event.get("dur").asText()));
        }
        assertThat(events)
                .containsExactly(
                        "process train_step",
                        "kernel run 0.0..850.0",
                        "scope model 10.0..820.0",
                        "scope model.h 10.0..610.0",
                        "scope model.h.0 10.0..400.0",
                        "kernel matmul 10.0..400.0",
                        "scope model.h.1 420.0..200.0",
                        "kernel matmul 420.0..200.0",
                        "scope model.rnn 630.0..200.0",
                        "kernel loop 630.0..200.0",
                        "kernel layer_norm 640.0..70.0",
                        "kernel layer_norm 720.001..80.5");
    }

    @Test
    void theTimelineOfARunWithoutCallsIsEmpty() throws IOException {
        String trace =
                ChromeTrace.text(
                        new TrainingProfile(
                                0,
                                1,
                                0,
                                1,
                                0,
                                List.of(
                                        new ExecutionProfile(
                                                "train_step", 1, 1, List.of(), List.of()))));
        assertThat(new ObjectMapper().readTree(trace).get("traceEvents")).hasSize(1);
    }
}
