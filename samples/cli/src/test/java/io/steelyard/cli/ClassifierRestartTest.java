package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Trainings of classifiers that are ended from outside. Killed in the middle they go on to the same
 * model: the order of the examples, what augmentation draws, and dropout are the same as if they
 * never had been.
 */
@Timeout(180)
final class ClassifierRestartTest {
    private static final String IMAGES =
            """
            {"model": {"model_type": "cnn", "block_channels": [4], "block_depth": 1,
                       "hidden_size": 8, "block_dropout_prob": 0.1, "classifier_dropout": 0.2},
             "images": {"augment": ["horizontal-flip", "random-crop:1", "mixup:0.2"]},
             "optimization": {"batch_size": 8}, "ending": {"epochs": 80}}
            """;

    private static final String ROWS =
            """
            {"model": {"model_type": "mlp", "hidden_sizes": [16, 16], "hidden_dropout_prob": 0.2},
             "optimization": {"batch_size": 8}, "ending": {"epochs": 80, "patience": 0}}
            """;

    private static final String TEXTS =
            """
            {"model": {"model_type": "text-cnn", "embedding_size": 8, "num_filters": 8},
             "texts": {"erasing": 0.2},
             "optimization": {"batch_size": 8}, "ending": {"epochs": 60, "patience": 0}}
            """;

    @TempDir private Path directory = Path.of("");

    @Test
    void imagesThatAreAugmented() throws Exception {
        killedAndResumed(images(), "reference");
    }

    @Test
    @NeedsNativeLibrary
    void imagesThatAreAugmentedOnTensorFlow() throws Exception {
        killedAndResumed(images(), "tensorflow");
    }

    @Test
    void rowsOfATable() throws Exception {
        killedAndResumed(rows(), "reference");
    }

    @Test
    @NeedsNativeLibrary
    void rowsOfATableOnTensorFlow() throws Exception {
        killedAndResumed(rows(), "tensorflow");
    }

    @Test
    void textsWhoseTokensAreErased() throws Exception {
        killedAndResumed(
                training(
                        TEXTS,
                        SmallData.sentences(directory.resolve("sentences.csv"), 100),
                        "--text",
                        "text",
                        "--label",
                        "mood"),
                "reference");
    }

    /** Its report has the pictures of the worst mistakes, made while the JVM is shutting down. */
    @Test
    void imagesThatAreAskedToEndHaveAReport() throws Exception {
        Path out = directory.resolve("ended");
        Path log = directory.resolve("ended.log");
        TrainingProcess process =
                TrainingProcess.start(log, out, arguments(images(), "reference", out));
        process.awaitStepsAfterACheckpoint();
        process.process().destroy();
        // 128 and the number of SIGTERM: the JVM's own status for it.
        assertThat(process.process().waitFor()).isEqualTo(143);
        assertThat(log).content().contains("it was interrupted", "with --resume goes on");
        assertThat(out.resolve("report.html"))
                .content()
                .contains("interrupted", "data:image/png;base64,");
    }

    private List<String> images() throws IOException {
        return training(IMAGES, SmallData.bars(directory.resolve("bars"), 50));
    }

    private List<String> rows() throws IOException {
        Path points = SmallData.points(directory.resolve("points.csv"), 100);
        return training(ROWS, points, "--label", "side");
    }

    private List<String> training(String recipe, Path data, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("recipe.json"), recipe);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "train",
                                "classification",
                                "--data",
                                data.toString(),
                                "--recipe",
                                file.toString(),
                                "--checkpoint-every",
                                TrainingProcess.CHECKPOINT_EVERY));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }

    private void killedAndResumed(List<String> training, String backend) throws Exception {
        Path undisturbed = directory.resolve("undisturbed");
        run(training, backend, undisturbed);

        Path killed = directory.resolve("killed");
        Path log = directory.resolve("killed.log");
        TrainingProcess process =
                TrainingProcess.start(log, killed, arguments(training, backend, killed));
        process.awaitStepsAfterACheckpoint();
        process.process().destroyForcibly().waitFor();
        assertThat(killed.resolve("model.safetensors")).doesNotExist();

        run(training, backend, killed, "--resume");
        assertThat(killed.resolve("model.safetensors"))
                .hasSameBinaryContentAs(undisturbed.resolve("model.safetensors"));
        assertThat(Metrics.of(killed)).isEqualTo(Metrics.of(undisturbed));
    }

    private static void run(List<String> training, String backend, Path out, String... more) {
        CommandRun run = CommandRun.of(arguments(training, backend, out, more));
        assertThat(run.status()).as(run.err()).isZero();
    }

    private static String[] arguments(
            List<String> training, String backend, Path out, String... more) {
        List<String> arguments = new ArrayList<>(training);
        arguments.addAll(List.of("--backend", backend, "--out", out.toString()));
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(String[]::new);
    }
}
