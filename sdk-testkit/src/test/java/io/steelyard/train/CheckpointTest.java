package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.file.Safetensors;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * What is saved during a training, and that a training goes on from it as if it had not stopped.
 */
final class CheckpointTest {
    private final MoonsTraining training = new MoonsTraining();
    private final Dataset<Batch> validation = new Moons(6, 2).batches(4);

    @TempDir Path directory;

    /** In the middle of an epoch, at its end, and between two validations. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 5, 7, 10, 11})
    void resumingGivesTheNumbersOfNeverHavingStopped(long interruption) throws IOException {
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        List<Evaluation> expected;
        try (TrainingReport report =
                training.trainer()
                        .checkpoints(new CheckpointPolicy(whole, 0))
                        .stopWhen(Stop.afterSteps(MoonsTraining.STEPS))
                        .fit(training.data, validation)) {
            expected = report.evaluations();
        }
        training.trainer()
                .checkpoints(new CheckpointPolicy(parts, 0))
                .stopWhen(Stop.afterSteps(interruption))
                .fit(training.data, validation)
                .close();
        Path checkpoint = Checkpoint.latest(parts).orElseThrow();
        try (TrainingReport report =
                training.trainer()
                        .resumeFrom(checkpoint)
                        .checkpoints(new CheckpointPolicy(parts, 0))
                        .stopWhen(Stop.afterSteps(MoonsTraining.STEPS))
                        .fit(training.data.prefetch(2), validation)) {
            assertThat(report.steps()).isEqualTo(MoonsTraining.STEPS);
            assertThat(report.evaluations()).isEqualTo(expected);
        }
        for (String file : names(whole.resolve("step-00000012"))) {
            assertThat(parts.resolve("step-00000012").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("step-00000012").resolve(file));
        }
        assertThat(training.backend.open).isEmpty();
    }

    @Test
    void aFinishedTrainingThatIsResumedHasNothingToDo() {
        CheckpointPolicy policy = new CheckpointPolicy(directory, 0);
        training.trainer()
                .checkpoints(policy)
                .stopWhen(Stop.afterSteps(2))
                .fit(training.data)
                .close();
        try (TrainingReport report =
                training.trainer()
                        .resumeFrom(directory.resolve("step-00000002"))
                        .checkpoints(policy)
                        .stopWhen(Stop.afterSteps(2))
                        .fit(training.data)) {
            assertThat(report.steps()).isEqualTo(2);
            assertThat(report.finalLoss()).isNaN();
        }
    }

    /** Validation data whose first element fails, as a process that is killed there would. */
    private static Dataset<Batch> cutOff(Dataset<Batch> data) {
        return data.map(
                batch -> {
                    throw new IllegalStateException("cut off");
                });
    }

    /** With a validation due at the stop (step 3), and with the extra one at the end (step 4). */
    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void aValidationThatIsCutOffAtTheStopCostsNothing(long interruption) throws IOException {
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        CheckpointPolicy policy = new CheckpointPolicy(parts, 0);
        List<Evaluation> expected;
        try (TrainingReport report =
                training.trainer()
                        .checkpoints(new CheckpointPolicy(whole, 0))
                        .stopWhen(Stop.afterSteps(MoonsTraining.STEPS))
                        .fit(training.data, validation)) {
            expected = report.evaluations();
        }
        assertThatThrownBy(
                        () ->
                                training.trainer()
                                        .validateEvery(interruption == 3 ? 3 : 5)
                                        .checkpoints(policy)
                                        .stopWhen(Stop.afterSteps(interruption))
                                        .fit(training.data, cutOff(validation)))
                .hasMessage("cut off");
        Path checkpoint = Checkpoint.latest(parts).orElseThrow();
        assertThat(checkpoint).hasFileName("step-0000000" + interruption);
        Trainer resumed = training.trainer().resumeFrom(checkpoint).checkpoints(policy);
        try (TrainingReport report =
                resumed.stopWhen(Stop.afterSteps(MoonsTraining.STEPS))
                        .fit(training.data, validation)) {
            assertThat(report.evaluations())
                    .isEqualTo(interruption == 3 ? expected : expected.subList(1, expected.size()));
        }
        assertThat(parts.resolve("step-00000012/model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("step-00000012/model.safetensors"));
    }

    @Test
    void aStopThatIsAskedForDuringAValidationSavesBeforeTheRestOfIt() {
        AtomicBoolean asked = new AtomicBoolean();
        Dataset<Batch> asking =
                validation.map(
                        batch -> {
                            if (asked.getAndSet(true)) {
                                assertThat(Checkpoint.latest(directory))
                                        .contains(directory.resolve("step-00000003"));
                            }
                            return batch;
                        });
        try (TrainingReport report =
                training.trainer()
                        .checkpoints(new CheckpointPolicy(directory, 0))
                        .stopWhen(Stop.when(asked::get, "it was asked to"))
                        .fit(training.data, asking)) {
            assertThat(report.steps()).isEqualTo(3);
            assertThat(Checkpoint.open(directory.resolve("step-00000003")).progress().evaluations())
                    .isEqualTo(report.evaluations())
                    .hasSize(1);
        }
    }

    @Test
    void aFinishedTrainingThatIsResumedIsValidatedAgain() {
        CheckpointPolicy policy = new CheckpointPolicy(directory, 0);
        List<Evaluation> expected;
        try (TrainingReport report =
                training.trainer()
                        .checkpoints(policy)
                        .stopWhen(Stop.afterSteps(2))
                        .fit(training.data, validation)) {
            expected = report.evaluations();
        }
        try (TrainingReport report =
                training.trainer()
                        .resumeFrom(directory.resolve("step-00000002"))
                        .checkpoints(policy)
                        .stopWhen(Stop.afterSteps(2))
                        .fit(training.data, validation)) {
            assertThat(report.evaluations()).isEqualTo(expected).hasSize(1);
        }
    }

    @Test
    void keepsTheNewestAndWritesCompanions() throws IOException {
        Files.createDirectories(directory.resolve(".step-00000001.writing/half"));
        Files.createDirectories(directory.resolve("step-notes"));
        training.trainer()
                .checkpoints(
                        new CheckpointPolicy(
                                directory,
                                2,
                                3,
                                target -> Files.writeString(target.resolve("config.json"), "{}")))
                .stopWhen(Stop.afterSteps(9))
                .fit(training.data)
                .close();

        assertThat(names(directory))
                .containsExactly("step-00000006", "step-00000008", "step-00000009", "step-notes");
        assertThat(names(directory.resolve("step-00000009")))
                .containsExactly(
                        "config.json",
                        "model.safetensors",
                        "optimizer.safetensors",
                        "trainer_state.json");
        assertThat(Checkpoint.latest(directory)).contains(directory.resolve("step-00000009"));
        assertThat(Checkpoint.latest(directory.resolve("none"))).isEqualTo(Optional.empty());
    }

    @Test
    void holdsTheModelApartFromTheTraining() {
        training.trainer()
                .checkpoints(new CheckpointPolicy(directory, 0))
                .stopWhen(Stop.afterSteps(3))
                .fit(training.data)
                .close();
        Path checkpoint = directory.resolve("step-00000003");
        try (Safetensors model = Safetensors.open(checkpoint.resolve("model.safetensors"));
                Safetensors optimizer =
                        Safetensors.open(checkpoint.resolve("optimizer.safetensors"))) {
            assertThat(model.tensors())
                    .containsOnlyKeys(
                            "hidden.weight", "hidden.bias", "output.weight", "output.bias");
            assertThat(model.metadata()).containsEntry("format", "pt");
            assertThat(optimizer.tensors())
                    .containsKeys("trainer.step", "optimizer.hidden.weight.exp_avg");
            assertThat(optimizer.tensors().get("trainer.step").item()).isEqualTo(3);
        }
        TrainingProgress progress = Checkpoint.open(checkpoint).progress();
        assertThat(progress.step()).isEqualTo(3);
        assertThat(progress.seed()).isEqualTo(7);
        assertThat(progress.cursor()).isEqualTo(new Cursor(0, 12));
    }

    @Test
    void theNameOfACheckpointIsTheSameInEveryLanguage() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            training.trainer()
                    .checkpoints(new CheckpointPolicy(directory, 0))
                    .stopWhen(Stop.afterSteps(1))
                    .fit(training.data)
                    .close();
        } finally {
            Locale.setDefault(before);
        }
        assertThat(names(directory)).containsExactly("step-00000001");
    }

    @Test
    void figuresThatAreNoNumbersComeBack() throws IOException {
        Files.writeString(
                directory.resolve("trainer_state.json"),
                "{\"step\":3,\"cursor\":{\"epoch\":1,\"position\":2},\"seed\":-5,\"evaluations\":"
                        + "[{\"step\":2,\"metrics\":{\"validation/loss\":\"NaN\"}}]}");
        TrainingProgress progress = Checkpoint.open(directory).progress();

        assertThat(progress.cursor()).isEqualTo(new Cursor(1, 2));
        assertThat(progress.evaluations().getFirst().metrics().get("validation/loss")).isNaN();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
