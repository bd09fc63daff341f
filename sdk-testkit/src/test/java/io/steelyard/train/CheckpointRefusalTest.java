package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.Safetensors;
import io.steelyard.model.Variable;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A checkpoint that is of another training, or is damaged, is refused by its name, and leaves
 * everything as it was.
 */
final class CheckpointRefusalTest {
    private final MoonsTraining training = new MoonsTraining();

    @TempDir Path directory;

    @Test
    void aTrainingDoesNotBeginBehindCheckpointsOfAnother() {
        CheckpointPolicy policy = new CheckpointPolicy(directory, 2, 9, path -> {});
        training.trainer()
                .checkpoints(policy)
                .stopWhen(Stop.afterSteps(4))
                .fit(training.data)
                .close();
        refuses(
                () ->
                        training.trainer()
                                .checkpoints(policy)
                                .stopWhen(Stop.afterSteps(2))
                                .fit(training.data),
                ErrorCode.INVALID_ARGUMENT,
                "The directory "
                        + directory
                        + " holds step-00000004 and the training is to begin after"
                        + " step 0; resume from that checkpoint, move it away, or choose another"
                        + " directory.");
        refuses(
                () ->
                        training.trainer()
                                .resumeFrom(directory.resolve("step-00000002"))
                                .checkpoints(policy)
                                .fit(training.data),
                ErrorCode.INVALID_ARGUMENT,
                "The directory "
                        + directory
                        + " holds step-00000004 and the training is to begin after"
                        + " step 2; resume from that checkpoint, move it away, or choose another"
                        + " directory.");
        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder("step-00000002", "step-00000004");
        assertThat(training.backend.open).isEmpty();
    }

    private Path checkpoint() {
        training.trainer()
                .checkpoints(new CheckpointPolicy(directory, 0))
                .stopWhen(Stop.afterSteps(2))
                .fit(training.data)
                .close();
        return directory.resolve("step-00000002");
    }

    @Test
    void aCheckpointThatDoesNotFitIsRefused() {
        Path checkpoint = checkpoint();
        refuses(
                () -> training.trainer().seed(8).resumeFrom(checkpoint).fit(training.data),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                "The checkpoint "
                        + checkpoint
                        + " was trained with seed 7 and the training is to go on"
                        + " with seed 8; give the same seed.");
        refuses(
                () -> training.trainer(5).resumeFrom(checkpoint).fit(training.data),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                checkpoint.resolve("model.safetensors")
                        + " does not fit the model: 'hidden.weight' is f32[2,4] there and f32[2,5]"
                        + " in the model (and 2 more tensors differ). Use the configuration that"
                        + " the checkpoint was trained with.");
        assertThat(training.backend.open).isEmpty();
    }

    @Test
    void aCheckpointThatLacksATensorOrHasOneTooManyIsRefused() throws IOException {
        Path checkpoint = checkpoint();
        Path model = checkpoint.resolve("model.safetensors");
        Map<String, NdArray> tensors = tensors(model);
        tensors.put("third.bias", NdArray.scalar(1f));
        rewrite(model, tensors);
        refuses(
                () -> training.trainer().resumeFrom(checkpoint).fit(training.data),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                model
                        + " has 'third.bias' that the model does not have; expected is a checkpoint"
                        + " of the same model.");
        tensors.remove("hidden.bias");
        rewrite(model, tensors);
        refuses(
                () -> training.trainer().resumeFrom(checkpoint).fit(training.data),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                model
                        + " lacks 'hidden.bias'; expected is a checkpoint of the same model (it has"
                        + " 'third.bias', which the model does not).");
        tensors.remove("third.bias");
        tensors.remove("output.bias");
        rewrite(model, tensors);
        refuses(
                () -> training.trainer().resumeFrom(checkpoint).fit(training.data),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                model
                        + " lacks 'hidden.bias' and 1 more tensors of the model; expected is a"
                        + " checkpoint of the same model.");
        assertThat(training.backend.open).isEmpty();
    }

    private static Map<String, NdArray> tensors(Path file) {
        Map<String, NdArray> tensors = new LinkedHashMap<>();
        try (Safetensors open = Safetensors.open(file)) {
            open.tensors().forEach((name, array) -> tensors.put(name, array.copy()));
        }
        return tensors;
    }

    private static void rewrite(Path file, Map<String, NdArray> tensors) throws IOException {
        Files.delete(file);
        Safetensors.write(file, tensors, Map.of());
    }

    @Test
    void loadingIsAllOrNothing() throws IOException {
        Path checkpoint = checkpoint();
        try (TrainingReport report =
                training.trainer().seed(9).stopWhen(Stop.afterSteps(1)).fit(training.data)) {
            ModelState state = report.state();
            NdArray before = state.device().read("hidden.weight");
            Path model = checkpoint.resolve("model.safetensors");
            Map<String, NdArray> tensors = tensors(model);
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
        assertThatThrownBy(() -> training.trainer().resumeFrom(directory).fit(training.data))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_FILE))
                .hasMessageStartingWith(file + " is not the state of a training: ")
                .hasMessageEndingWith(". Resume from another checkpoint.");
    }

    @Test
    void aDirectoryThatIsNoCheckpointIsNamed() {
        refuses(
                () -> training.trainer().resumeFrom(directory).fit(training.data),
                ErrorCode.FILE_NOT_FOUND,
                directory
                        + " is no checkpoint: trainer_state.json cannot be read. Name a directory"
                        + " such as checkpoints/step-00000500.");
    }

    private static void refuses(Runnable action, ErrorCode code, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
