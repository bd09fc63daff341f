package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class ProfileTest {
    @TempDir private Path directory;

    private CommandRun training(Path out, String... more) throws IOException {
        return CommandRun.training(CommandRun.text(directory), out, more);
    }

    @Test
    void aTrainingPrintsItsProfileAndWritesIt() throws IOException {
        Path out = directory.resolve("out");
        CommandRun run = training(out, "--steps", "12", "--profile=4");
        assertThat(run.status()).isZero();
        assertThat(run.err())
                .contains("Profile of 4 steps after 4 of warm-up")
                .contains("matmul")
                .contains("transformer.h.*.mlp.c_fc");
        assertThat(run.err()).contains(Files.readString(out.resolve("profile.txt")).strip());
        JsonNode profile = new ObjectMapper().readTree(out.resolve("profile.json").toFile());
        assertThat(profile.get("steps").asLong()).isEqualTo(4);
        long kernels = 0;
        for (JsonNode entry : profile.get("functions").get(0).get("entries")) {
            kernels += entry.get("nanos").asLong();
        }
        assertThat(kernels).isPositive().isLessThanOrEqualTo(profile.get("step_nanos").asLong());
        JsonNode trace = new ObjectMapper().readTree(out.resolve("trace.json").toFile());
        assertThat(trace.get("traceEvents")).isNotEmpty();
    }

    @Test
    void aHundredStepsCountUnlessNamed() throws IOException {
        CommandRun run = training(directory.resolve("out"), "--profile", "--steps", "6");
        assertThat(run.status()).isZero();
        // Shorter than its warm-up, so that all of it counts.
        assertThat(run.err()).contains("Profile of 6 steps after 0 of warm-up");
    }

    @Test
    void aTrainingIsTheSameWithAProfile() throws IOException {
        Path plain = directory.resolve("plain");
        Path profiled = directory.resolve("profiled");
        assertThat(training(plain, "--steps", "8", "--seed", "3").status()).isZero();
        assertThat(training(profiled, "--steps", "8", "--seed", "3", "--profile=2").status())
                .isZero();
        assertThat(profiled.resolve("model.safetensors"))
                .hasSameBinaryContentAs(plain.resolve("model.safetensors"));
        assertThat(plain.resolve("profile.txt")).doesNotExist();
    }

    @Test
    void aClassifierIsProfiledToo() throws IOException {
        Path data = directory.resolve("rows.csv");
        StringBuilder rows = new StringBuilder("x,y,kind\n");
        for (int i = 0; i < 60; i++) {
            rows.append(i % 7).append(',').append(i % 5).append(',').append(i % 2 == 0 ? "a" : "b");
            rows.append('\n');
        }
        Files.writeString(data, rows);
        Path out = directory.resolve("out");
        CommandRun run =
                CommandRun.of(
                        "train",
                        "classification",
                        "--data",
                        data.toString(),
                        "--kind",
                        "tabular",
                        "--label",
                        "kind",
                        "--epochs",
                        "2",
                        "--batch-size",
                        "16",
                        "--out",
                        out.toString(),
                        "--profile=2");
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("Profile of 2 steps after 2 of warm-up");
        assertThat(out.resolve("trace.json")).exists();
    }

    @Test
    void anImpossibleNumberOfStepsIsRefused() throws IOException {
        CommandRun run = training(directory.resolve("out"), "--steps", "4", "--profile=-3");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("A profile of -3 steps was asked for; accepted are 0 or more.");
    }

    @Test
    @NeedsNativeLibrary
    void aBackendThatTimesNothingIsRefused() throws IOException {
        CommandRun run =
                training(
                        directory.resolve("out"),
                        "--steps",
                        "4",
                        "--profile",
                        "--backend",
                        "tensorflow");
        assertThat(run.status()).isNotZero();
        assertThat(run.err())
                .contains(
                        "The steps are to be profiled, and the backend tensorflow does not time"
                                + " what it runs. The backend reference does: choose it (--backend"
                                + " reference), or train without a profile.");
    }
}
