package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.run.RunDirectory;
import io.steelyard.run.TrainingOptions;
import io.steelyard.spi.Backend;
import io.steelyard.train.Stop;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class TextGenerationErrorsTest {
    private static Backend backend;
    private static TextGeneration task;

    @TempDir private Path folder;
    private Path out;

    @BeforeAll
    static void start() {
        backend = TestTask.backend();
        task = TestTask.on(backend);
    }

    @AfterAll
    static void stop() {
        backend.close();
    }

    @BeforeEach
    void name() {
        out = folder.resolve("out");
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(
            ErrorCode code, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SteelyardException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static void train(TextGenerationRecipe recipe, TrainingOptions options) {
        task.train(TestTask.corpus(), recipe, options).close();
    }

    /** Four of the tiny recipe's twelve steps. */
    private void begin() {
        train(TestTask.tiny(), TrainingOptions.into(out).withStop(Stop.afterSteps(4)));
    }

    @Test
    void aDirectoryThatHoldsATrainingIsNotOverwritten() throws IOException {
        begin();
        byte[] model = Files.readAllBytes(out.resolve("model.safetensors"));
        String metrics = Files.readString(out.resolve("metrics.jsonl"));
        assertRefused(
                        ErrorCode.INVALID_ARGUMENT,
                        () -> train(TestTask.tiny(), TrainingOptions.into(out)))
                .hasMessage(
                        out
                                + " holds a training already (checkpoints), which is not"
                                + " overwritten. Resume it (--resume), or choose another directory"
                                + " (--out).");
        assertThat(Files.readAllBytes(out.resolve("model.safetensors"))).isEqualTo(model);
        assertThat(out.resolve("metrics.jsonl")).hasContent(metrics);
    }

    @Test
    void aTrainingThatFailedBeforeItsFirstStepLeavesTheDirectoryFree() throws IOException {
        Files.createDirectories(out);
        Files.createFile(out.resolve("metrics.jsonl"));
        begin();
        assertThat(out.resolve("model.safetensors")).exists();
    }

    @Test
    void twoTrainingsDoNotWriteToOneDirectoryAtOnce() throws IOException {
        try (RunDirectory.Claim _ = new RunDirectory(out).claim()) {
            assertRefused(ErrorCode.INVALID_ARGUMENT, this::begin)
                    .hasMessage(
                            "Another training is writing to "
                                    + out
                                    + " now; wait until it has ended, or choose another directory"
                                    + " (--out).");
        }
        begin();
        assertThat(out.resolve("model.safetensors")).exists();
        assertThat(out.resolve(".training.lock")).doesNotExist();
    }

    @Test
    void savingIntoADirectoryKeepsWhatElseIsThere() throws IOException {
        begin();
        Files.writeString(out.resolve("notes.txt"), "mine");
        try (TextGenerationModel model = task.load(out)) {
            model.save(out);
        }
        assertThat(out.resolve("notes.txt")).hasContent("mine");
        assertThat(out.resolve("checkpoints/step-00000004")).isDirectory();
    }

    @Test
    void resumingNeedsATraining() {
        assertRefused(
                        ErrorCode.FILE_NOT_FOUND,
                        () -> train(TestTask.tiny(), TrainingOptions.resuming(out)))
                .hasMessage(
                        out
                                + " holds no training to resume: there is no checkpoint in "
                                + out.resolve("checkpoints")
                                + ". Name the directory that it wrote to (--out), or start it"
                                + " without resuming.");
        assertRefused(
                        ErrorCode.INVALID_ARGUMENT,
                        () ->
                                train(
                                        TestTask.tiny(),
                                        new TrainingOptions(
                                                Optional.empty(),
                                                true,
                                                List.of(),
                                                Optional.empty())))
                .hasMessageStartingWith("A training is to be resumed and no directory is named");
    }

    @Test
    void aTrainingThatWasKilledBeforeItsFirstCheckpointStartsOver() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("metrics.jsonl"), "{\"step\":1,\"train/loss\":9.0}\n");
        train(TestTask.tiny(), TrainingOptions.resuming(out));
        Path fresh = folder.resolve("fresh");
        train(TestTask.tiny(), TrainingOptions.into(fresh));
        TextGenerationTest.assertSameParameters(fresh, out);
        assertThat(Files.readAllLines(out.resolve("metrics.jsonl")))
                .hasSameSizeAs(Files.readAllLines(fresh.resolve("metrics.jsonl")));
    }

    @Test
    void resumingNeedsTheSameRecipeAndText() {
        begin();
        assertThat(task.recipeOf(out)).contains(TestTask.tiny());
        assertThat(task.recipeOf(folder)).isEmpty();
        assertRefused(
                        ErrorCode.INCOMPATIBLE_CHECKPOINT,
                        () -> train(TestTask.tiny().withSeed(5), TrainingOptions.resuming(out)))
                .hasMessage(
                        "The training in "
                                + out
                                + " was started with seed 1337 and is to go on with 5. Give"
                                + " the same recipe, or train in another directory.");
        TextCorpus other = TextCorpus.ofText("other", TestTask.corpus().text() + "the cat.");
        assertRefused(
                        ErrorCode.INCOMPATIBLE_CHECKPOINT,
                        () -> task.train(other, TestTask.tiny(), TrainingOptions.resuming(out)))
                .hasMessage(
                        "The training in "
                                + out
                                + " was started with another text (words: 660 characters in 1 file)"
                                + " than it is to go on with (other: 668 characters in 1 file)."
                                + " Give the same text, or train in another directory.");
    }

    @Test
    void aTextThatIsTooShortIsRefusedBeforeAnythingIsWritten() {
        assertRefused(
                        ErrorCode.INVALID_DATA,
                        () ->
                                task.train(
                                        TextCorpus.ofText("short", "abcabcab"),
                                        TestTask.tiny(),
                                        TrainingOptions.into(out)))
                .hasMessage(
                        "The training part of short has 7 tokens; with a context of 8 at least 9"
                            + " are needed. Give a longer text or a smaller context (--context).");
        assertThat(out).doesNotExist();
    }

    @Test
    void aTrainingThatDivergesNamesItsLastCheckpoint() {
        TextGenerationRecipe wild =
                TestTask.tiny()
                        .with(Map.of("checkpoint_every", 1, "warmup_steps", 0))
                        .withLearningRate(1e30);
        assertRefused(ErrorCode.TRAINING_DIVERGED, () -> train(wild, TrainingOptions.into(out)))
                .hasMessageContaining("Lower the learning rate")
                .hasMessageEndingWith(
                        "The last checkpoint is " + out.resolve("checkpoints/step-00000001") + ".");
        assertThat(out.resolve("metrics.jsonl")).isNotEmptyFile();
    }

    @Test
    void loadingNamesTheFileAndWhatIsWrong() throws IOException {
        assertRefused(ErrorCode.FILE_NOT_FOUND, () -> task.load(out))
                .hasMessage(
                        out
                                + " does not exist or is no directory. Name a directory that a"
                                + " training or save(..) wrote.");
        assertRefused(ErrorCode.FILE_NOT_FOUND, () -> task.load(folder))
                .hasMessage(
                        folder
                                + " holds no model: config.json is missing. Name a directory that a"
                                + " training or save(..) wrote.");
        begin();
        Path weights = out.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length - 100));
        assertRefused(ErrorCode.INVALID_FILE, () -> task.load(out))
                .hasMessageStartingWith(weights + " is not a whole safetensors file: ")
                .hasMessageContaining("cut short");
        Files.write(weights, whole);

        Path config = out.resolve("config.json");
        String text = Files.readString(config);
        Files.writeString(config, text.replace("\"n_embd\" : 16", "\"n_embd\" : 32"));
        assertRefused(ErrorCode.INCOMPATIBLE_CHECKPOINT, () -> task.load(out))
                .hasMessageStartingWith(
                        weights
                                + " does not fit the model: 'transformer.wte.weight' is"
                                + " f32[11,16] there and f32[11,32] in the model");
        Files.writeString(config, text.replace("\"n_embd\" : 16", "\"n_embd\" : 2147483640"));
        assertRefused(ErrorCode.INCOMPATIBLE_CHECKPOINT, () -> task.load(out))
                .hasMessage(
                        config
                                + " gives no model: A GPT-2 with n_embd 2147483640 was asked for;"
                                + " accepted are 268435456 or fewer.");
        Files.writeString(config, text.replace("\"n_layer\" : 1", "\"n_layer\" : 2"));
        assertRefused(ErrorCode.INCOMPATIBLE_CHECKPOINT, () -> task.load(out))
                .hasMessageStartingWith(
                        weights + " lacks 'transformer.h.1.ln_1.weight' and 11 more");
        Files.writeString(config, text.replace("\"vocab_size\" : 11", "\"vocab_size\" : 9"));
        assertRefused(ErrorCode.INCOMPATIBLE_CHECKPOINT, () -> task.load(out))
                .hasMessageStartingWith(
                        "The tokenizer in "
                                + out
                                + " has 11 tokens and the model 9; they do not belong"
                                + " together.");
        Files.writeString(config, text.replace("\"gpt2\"", "\"gpt3\""));
        assertRefused(ErrorCode.NOT_REGISTERED, () -> task.load(out))
                .hasMessageStartingWith(
                        config
                                + " gives no model: There is no architecture named 'gpt3'. Did you"
                                + " mean 'gpt2'?");
        Files.writeString(config, text.substring(0, text.length() / 2));
        assertRefused(ErrorCode.INVALID_FILE, () -> task.load(out))
                .hasMessageStartingWith(config + " is no JSON: ");
        Files.writeString(config, text);

        Path about = out.resolve("steelyard.json");
        Files.writeString(about, "{\"task\": \"classification\"}");
        assertRefused(ErrorCode.INCOMPATIBLE_CHECKPOINT, () -> task.load(out))
                .hasMessage(
                        out
                                + " holds a model of the task 'classification'; expected is one of"
                                + " 'text-generation'. Load it with the task that saved it.");
    }

    @Test
    void aDirectoryBelowAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "content");
        assertRefused(
                ErrorCode.WRITE_FAILED,
                () -> train(TestTask.tiny(), TrainingOptions.into(file.resolve("out"))));
        assertThat(file).hasContent("content");
    }
}
