package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trainings in processes of their own that are ended from outside, and go on as if they never had.
 */
@Timeout(120)
final class RestartTest {
    private static final String[] STEPS = {
        "--steps",
        "1500",
        "--checkpoint-every",
        TrainingProcess.CHECKPOINT_EVERY,
        "--validate-every",
        "100",
        "--dropout",
        "0.1"
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
        TrainingProcess training = start(out, "killed.log");
        training.awaitStepsAfterACheckpoint();
        training.process().destroyForcibly().waitFor();
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
        TrainingProcess training = start(out, "ended.log");
        training.awaitStepsAfterACheckpoint();
        training.process().destroy();
        // 128 and the number of SIGTERM: the JVM's own status for it.
        assertThat(training.process().waitFor()).isEqualTo(143);
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

    private static TrainingProcess start(Path out, String log) throws IOException {
        return TrainingProcess.start(
                directory.resolve(log), out, CommandRun.trainingArguments(text, out, STEPS));
    }
}
