package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Trainings in processes of their own that are ended from outside, and go on as if they never had.
 */
@Timeout(120)
final class RestartTest {
    private static final String[] STEPS = {
        "--steps", "1500", "--checkpoint-every", "40", "--validate-every", "100", "--dropout", "0.1"
    };

    @TempDir private static Path directory = Path.of("");
    private static Path text = Path.of("");
    private static Path undisturbed = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        text = CommandRun.text(directory);
        undisturbed = directory.resolve("undisturbed");
        CommandRun run = CommandRun.training(text, undisturbed, STEPS);
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void aTrainingThatWasKilledGoesOnAsIfNothingHadHappened() throws Exception {
        Path out = directory.resolve("killed");
        Process process = start(out, "killed.log");
        awaitStepsAfterACheckpoint(process, out);
        process.destroyForcibly().waitFor();
        assertThat(out.resolve("model.safetensors")).doesNotExist();

        CommandRun resumed = CommandRun.training(text, out, with(STEPS, "--resume"));
        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("Resumed after step ");
        assertSameAsUndisturbed(out);
        assertThat(Metrics.of(out)).isEqualTo(Metrics.of(undisturbed));
    }

    @Test
    void aTrainingThatIsAskedToEndSavesACheckpointAndSaysHowToGoOn() throws Exception {
        Path out = directory.resolve("ended");
        Process process = start(out, "ended.log");
        awaitStepsAfterACheckpoint(process, out);
        process.destroy();
        // 128 and the number of SIGTERM: the JVM's own status for it.
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(directory.resolve("ended.log"))
                .content()
                .contains("Interrupted")
                .containsPattern("Stopped after step \\d+ of 1,500; a checkpoint is saved")
                .contains("train text-generation --data " + text + " --out " + out + " --resume");

        // As it says: the recipe stands in the checkpoint.
        CommandRun resumed =
                CommandRun.of(
                        "train",
                        "text-generation",
                        "--data",
                        text.toString(),
                        "--out",
                        out.toString(),
                        "--resume");
        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertSameAsUndisturbed(out);
    }

    private static void assertSameAsUndisturbed(Path out) {
        assertThat(out.resolve("model.safetensors"))
                .hasSameBinaryContentAs(undisturbed.resolve("model.safetensors"));
        for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
            assertThat(out.resolve("checkpoints/step-00001500").resolve(file))
                    .hasSameBinaryContentAs(
                            undisturbed.resolve("checkpoints/step-00001500").resolve(file));
        }
    }

    private static String[] with(String[] some, String more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.add(more);
        return all.toArray(String[]::new);
    }

    private static Process start(Path out, String log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(CommandRun.trainingArguments(text, out, STEPS)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(log).toFile())
                .start();
    }

    /** Until there is a checkpoint, and steps after it that are lost with the process. */
    private static void awaitStepsAfterACheckpoint(Process process, Path out) throws Exception {
        Files.createDirectories(out);
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            out.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
            while (!hasStepsAfterACheckpoint(out)) {
                assertThat(process.isAlive()).as("the training is still running").isTrue();
                WatchKey change = watch.poll(1, TimeUnit.SECONDS);
                if (change != null) {
                    change.pollEvents();
                    change.reset();
                }
            }
        }
    }

    private static boolean hasStepsAfterACheckpoint(Path out) throws IOException {
        if (!Files.exists(out.resolve("metrics.jsonl"))
                || !Files.isDirectory(out.resolve("checkpoints"))) {
            return false;
        }
        String metrics = Files.readString(out.resolve("metrics.jsonl"));
        try (var checkpoints = Files.list(out.resolve("checkpoints"))) {
            return checkpoints.anyMatch(path -> path.getFileName().toString().startsWith("step-"))
                    && metrics.contains("\"step\":60,");
        }
    }
}
