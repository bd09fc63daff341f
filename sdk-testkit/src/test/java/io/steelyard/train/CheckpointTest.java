package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.Safetensors;
import io.steelyard.model.Variable;
import io.steelyard.nn.Schedules;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

final class CheckpointTest {
    private static final long STEPS = 12;

    private final CountingBackend backend = new CountingBackend();
    // 5 batches an epoch, the last one smaller.
    private final Dataset<Batch> data = new Moons(18, 1).shuffledBatches(4);
    private final Dataset<Batch> validation = new Moons(6, 2).batches(4);

    @TempDir Path directory;

    private Trainer trainer(int hidden) {
        return new Trainer(backend, new Moons.Classifier(hidden, 0.3f))
                .learningRate(Schedules.warmupCosine(0.05, 3, STEPS))
                .validateEvery(3)
                .clipGradients(0.5)
                .seed(7);
    }

    private Trainer trainer() {
        return trainer(4);
    }

    /** In the middle of an epoch, at its end, and between two validations. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 5, 7, 10, 11})
    void resumingGivesTheNumbersOfNeverHavingStopped(long interruption) throws IOException {
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        List<Evaluation> expected;
        try (TrainingReport report =
                trainer()
                        .checkpoints(new CheckpointPolicy(whole, 0))
                        .stopWhen(Stop.afterSteps(STEPS))
                        .fit(data, validation)) {
            expected = report.evaluations();
        }
        trainer()
                .checkpoints(new CheckpointPolicy(parts, 0))
                .stopWhen(Stop.afterSteps(interruption))
                .fit(data, validation)
                .close();
        Path checkpoint = Checkpoint.latest(parts).orElseThrow();
        try (TrainingReport report =
                trainer()
                        .resumeFrom(checkpoint)
                        .checkpoints(new CheckpointPolicy(parts, 0))
                        .stopWhen(Stop.afterSteps(STEPS))
                        .fit(data.prefetch(2), validation)) {
            assertThat(report.steps()).isEqualTo(STEPS);
            assertThat(report.evaluations()).isEqualTo(expected);
        }
        for (String file : names(whole.resolve("step-00000012"))) {
            assertThat(parts.resolve("step-00000012").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("step-00000012").resolve(file));
        }
        assertThat(backend.open).isEmpty();
    }

    @Test
    void aFinishedTrainingThatIsResumedHasNothingToDo() {
        CheckpointPolicy policy = new CheckpointPolicy(directory, 0);
        trainer().checkpoints(policy).stopWhen(Stop.afterSteps(2)).fit(data).close();
        try (TrainingReport report =
                trainer()
                        .resumeFrom(directory.resolve("step-00000002"))
                        .checkpoints(policy)
                        .stopWhen(Stop.afterSteps(2))
                        .fit(data)) {
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
                trainer()
                        .checkpoints(new CheckpointPolicy(whole, 0))
                        .stopWhen(Stop.afterSteps(STEPS))
                        .fit(data, validation)) {
            expected = report.evaluations();
        }
        assertThatThrownBy(
                        () ->
                                trainer()
                                        .validateEvery(interruption == 3 ? 3 : 5)
                                        .checkpoints(policy)
                                        .stopWhen(Stop.afterSteps(interruption))
                                        .fit(data, cutOff(validation)))
                .hasMessage("cut off");
        Path checkpoint = Checkpoint.latest(parts).orElseThrow();
        assertThat(checkpoint).hasFileName("step-0000000" + interruption);
        Trainer resumed = trainer().resumeFrom(checkpoint).checkpoints(policy);
        try (TrainingReport report =
                resumed.stopWhen(Stop.afterSteps(STEPS)).fit(data, validation)) {
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
                trainer()
                        .checkpoints(new CheckpointPolicy(directory, 0))
                        .stopWhen(Stop.when(asked::get, "it was asked to"))
                        .fit(data, asking)) {
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
                trainer().checkpoints(policy).stopWhen(Stop.afterSteps(2)).fit(data, validation)) {
            expected = report.evaluations();
        }
        try (TrainingReport report =
                trainer()
                        .resumeFrom(directory.resolve("step-00000002"))
                        .checkpoints(policy)
                        .stopWhen(Stop.afterSteps(2))
                        .fit(data, validation)) {
            assertThat(report.evaluations()).isEqualTo(expected).hasSize(1);
        }
    }

    @Test
    void keepsTheNewestAndWritesCompanions() throws IOException {
        Files.createDirectories(directory.resolve(".step-00000001.writing/half"));
        Files.createDirectories(directory.resolve("step-notes"));
        trainer()
                .checkpoints(
                        new CheckpointPolicy(
                                directory,
                                2,
                                3,
                                target -> Files.writeString(target.resolve("config.json"), "{}")))
                .stopWhen(Stop.afterSteps(9))
                .fit(data)
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
        trainer()
                .checkpoints(new CheckpointPolicy(directory, 0))
                .stopWhen(Stop.afterSteps(3))
                .fit(data)
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
            trainer()
                    .checkpoints(new CheckpointPolicy(directory, 0))
                    .stopWhen(Stop.afterSteps(1))
                    .fit(data)
                    .close();
        } finally {
            Locale.setDefault(before);
        }
        assertThat(names(directory)).containsExactly("step-00000001");
    }

    @Test
    void aTrainingDoesNotBeginBehindCheckpointsOfAnother() throws IOException {
        CheckpointPolicy policy = new CheckpointPolicy(directory, 2, 9, path -> {});
        trainer().checkpoints(policy).stopWhen(Stop.afterSteps(4)).fit(data).close();
        refuses(
                () -> trainer().checkpoints(policy).stopWhen(Stop.afterSteps(2)).fit(data),
                ErrorCode.INVALID_ARGUMENT,
                "The directory "
                        + directory
                        + " holds step-00000004 and the training is to begin after"
                        + " step 0; resume from that checkpoint, move it away, or choose another"
                        + " directory.");
        refuses(
                () ->
                        trainer()
                                .resumeFrom(directory.resolve("step-00000002"))
                                .checkpoints(policy)
                                .fit(data),
                ErrorCode.INVALID_ARGUMENT,
                "The directory "
                        + directory
                        + " holds step-00000004 and the training is to begin after"
                        + " step 2; resume from that checkpoint, move it away, or choose another"
                        + " directory.");
        assertThat(names(directory)).containsExactly("step-00000002", "step-00000004");
        assertThat(backend.open).isEmpty();
    }

    private Path checkpoint() {
        trainer()
                .checkpoints(new CheckpointPolicy(directory, 0))
                .stopWhen(Stop.afterSteps(2))
                .fit(data)
                .close();
        return directory.resolve("step-00000002");
    }

    @Test
    void aCheckpointThatDoesNotFitIsRefused() {
        Path checkpoint = checkpoint();
        refuses(
                () -> trainer().seed(8).resumeFrom(checkpoint).fit(data),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                "The checkpoint "
                        + checkpoint
                        + " was trained with seed 7 and the training is to go on"
                        + " with seed 8; give the same seed.");
        refuses(
                () -> trainer(5).resumeFrom(checkpoint).fit(data),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                checkpoint.resolve("model.safetensors")
                        + " does not fit the model: 'hidden.weight' is f32[2,4] there and f32[2,5]"
                        + " in the model (and 2 more tensors differ). Use the configuration that"
                        + " the checkpoint was trained with.");
        assertThat(backend.open).isEmpty();
    }

    @Test
    void aCheckpointThatLacksATensorOrHasOneTooManyIsRefused() throws IOException {
        Path checkpoint = checkpoint();
        Path model = checkpoint.resolve("model.safetensors");
        Map<String, NdArray> tensors = new LinkedHashMap<>();
        try (Safetensors file = Safetensors.open(model)) {
            file.tensors().forEach((name, array) -> tensors.put(name, array.copy()));
        }
        tensors.put("third.bias", NdArray.scalar(1f));
        rewrite(model, tensors);
        refuses(
                () -> trainer().resumeFrom(checkpoint).fit(data),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                model
                        + " has 'third.bias' that the model does not have; expected is a checkpoint"
                        + " of the same model.");
        tensors.remove("hidden.bias");
        rewrite(model, tensors);
        refuses(
                () -> trainer().resumeFrom(checkpoint).fit(data),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                model
                        + " lacks 'hidden.bias'; expected is a checkpoint of the same model (it has"
                        + " 'third.bias', which the model does not).");
        tensors.remove("third.bias");
        tensors.remove("output.bias");
        rewrite(model, tensors);
        refuses(
                () -> trainer().resumeFrom(checkpoint).fit(data),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                model
                        + " lacks 'hidden.bias' and 1 more tensors of the model; expected is a"
                        + " checkpoint of the same model.");
        assertThat(backend.open).isEmpty();
    }

    private static void rewrite(Path file, Map<String, NdArray> tensors) throws IOException {
        Files.delete(file);
        Safetensors.write(file, tensors, Map.of());
    }

    @Test
    void loadingIsAllOrNothing() throws IOException {
        Path checkpoint = checkpoint();
        try (TrainingReport report = trainer().seed(9).stopWhen(Stop.afterSteps(1)).fit(data)) {
            ModelState state = report.state();
            NdArray before = state.device().read("hidden.weight");
            Path model = checkpoint.resolve("model.safetensors");
            Map<String, NdArray> tensors = new LinkedHashMap<>();
            try (Safetensors file = Safetensors.open(model)) {
                file.tensors().forEach((name, array) -> tensors.put(name, array.copy()));
            }
            NdArray stored = tensors.get("hidden.weight");
            NdArray bias = tensors.remove("output.bias");
            rewrite(model, tensors);

            assertThatThrownBy(() -> Checkpoint.readModel(state, checkpoint))
                    .isInstanceOf(SteelyardException.class);
            assertThat(state.device().read("hidden.weight").bitEquals(before)).isTrue();
            tensors.put("output.bias", bias);
            tensors.put("h.0.attn.bias", bias);
            rewrite(model, tensors);
            LoadReport loaded = Checkpoint.readModel(state, checkpoint);
            assertThat(loaded.unexpected()).containsExactly("h.0.attn.bias");
            assertThat(loaded.applied()).hasSize(4);
            assertThat(
                            state.read(EnumSet.of(Variable.Kind.PARAMETER))
                                    .get("hidden.weight")
                                    .bitEquals(stored))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "{}",
                "null",
                "[]",
                "''",
                "{\"step\":3",
                "{\"step\":3,\"cursor\":null,\"seed\":0,\"evaluations\":[]}",
                "{\"step\":3,\"cursor\":{\"epoch\":0,\"position\":0},\"seed\":0,\"evaluations\":null}",
                "{\"step\":-3,\"cursor\":{\"epoch\":0,\"position\":0},\"seed\":0,\"evaluations\":[]}",
                "{\"step\":3,\"cursor\":{\"epoch\":0,\"position\":-1},\"seed\":0,\"evaluations\":[]}",
                "{\"step\":\"x\",\"cursor\":{\"epoch\":0,\"position\":0},\"seed\":0,\"evaluations\":[]}",
                "{\"step\":3,\"cursor\":{\"epoch\":0,\"position\":0},\"seed\":0,\"evaluations\":[]}"
                        + " x",
            })
    void aBrokenStateOfTheTrainingIsNamed(String json) throws IOException {
        Path file = Files.writeString(directory.resolve("trainer_state.json"), json);
        assertThatThrownBy(() -> trainer().resumeFrom(directory).fit(data))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_FILE))
                .hasMessageStartingWith(file + " is not the state of a training: ")
                .hasMessageEndingWith(". Resume from another checkpoint.");
    }

    @Test
    void aDirectoryThatIsNoCheckpointIsNamed() {
        refuses(
                () -> trainer().resumeFrom(directory).fit(data),
                ErrorCode.FILE_NOT_FOUND,
                directory
                        + " is no checkpoint: trainer_state.json cannot be read. Name a directory"
                        + " such as checkpoints/step-00000500.");
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

    private static void refuses(Runnable action, ErrorCode code, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
