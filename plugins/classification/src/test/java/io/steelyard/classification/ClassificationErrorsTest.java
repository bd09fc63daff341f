package io.steelyard.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.Steelyard;
import io.steelyard.data.image.Image;
import io.steelyard.data.table.Tables;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.run.RunCallback;
import io.steelyard.run.RunPlan;
import io.steelyard.run.TrainingOptions;
import io.steelyard.spi.Table;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

final class ClassificationErrorsTest {
    private static Steelyard sdk = Steelyard.create();
    private static Classification task = sdk.task(Classification.TASK);

    @TempDir private Path directory = Path.of("");

    @BeforeAll
    static void open() {
        sdk = Steelyard.create();
        task = sdk.task(Classification.TASK);
    }

    @AfterAll
    static void close() {
        sdk.close();
    }

    private static ClassificationData points() {
        return ClassificationData.rows(new LabeledTable(TestData.points(60, "class"), "class"));
    }

    private static ClassificationRecipe recipe() {
        return TestData.quick(ClassificationRecipe.forTables()).withEpochs(1);
    }

    private static void refused(ThrowingCallable call, ErrorCode code, String... sentences) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessageContainingAll(sentences);
    }

    @Test
    void aLabelThatTrainingNeverSaw() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        rows.add(List.of("1", "1", "red", "above"));
        rows.add(List.of("1", "1", "red", "beside"));
        Table strange = Tables.of("strange.csv", List.of("x", "y", "color", "class"), rows);
        try (ClassificationModel model = task.train(points(), recipe())) {
            refused(
                    () -> model.evaluate(model.labeled(strange)),
                    ErrorCode.INVALID_DATA,
                    "strange.csv, line 2, column 'class'",
                    "'beside'",
                    "above, below");
        }
    }

    @Test
    void anExampleOfAnotherKind() {
        try (ClassificationModel model = task.train(points(), recipe())) {
            refused(
                    () -> model.predict(Example.of(new Image(1, 1, 1, new byte[1]))),
                    ErrorCode.INVALID_DATA,
                    "the image is an image",
                    "data of the kind tabular");
            refused(
                    () -> model.predict(Example.of(Map.of("x", "1", "color", "red"))),
                    ErrorCode.INVALID_DATA,
                    "no column 'y'");
            refused(
                    () -> model.predict(Example.of(Map.of("x", "one", "y", "1", "color", "red"))),
                    ErrorCode.INVALID_DATA,
                    "column 'x'",
                    "'one' is no number");
        }
    }

    @Test
    void aRecipeThatNamesWhatIsNotThere() {
        refused(
                () -> recipe().withAugmentation("rotatoin"),
                ErrorCode.INVALID_ARGUMENT,
                "Did you mean 'rotation'?");
        refused(
                () -> recipe().with(Map.of("optimization", Map.of("batchsize", 3))),
                ErrorCode.INVALID_ARGUMENT,
                "optimization.batchsize",
                "Did you mean 'batch_size'?");
        refused(
                () -> task.train(points(), recipe().withModel(Map.of("model_type", "mpl"))),
                ErrorCode.NOT_REGISTERED,
                "no architecture named 'mpl'",
                "Known are: bag-of-words, bert, cnn");
        refused(
                () ->
                        task.train(
                                points(),
                                recipe().with(Map.of("tables", Map.of("ignore", List.of("z"))))),
                ErrorCode.INVALID_DATA,
                "no column 'z'");
        refused(
                () ->
                        recipe().with(
                                        Map.of(
                                                "optimization",
                                                Map.of(
                                                        "loss",
                                                        Map.of("name", "focal"),
                                                        "class_weights",
                                                        "balanced"))),
                ErrorCode.INVALID_ARGUMENT,
                "class_weights");
    }

    @Test
    void cleaningIsDoneAndReported() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add(Arrays.asList(Integer.toString(i % 20), i % 2 == 0 ? "even" : "odd"));
        }
        rows.add(Arrays.asList(null, "odd"));
        rows.add(Arrays.asList("3", null));
        Table table = Tables.of("numbers.csv", List.of("number", "kind"), rows);
        List<Long> steps = new ArrayList<>();
        RunCallback planned =
                new RunCallback() {
                    @Override
                    public void planned(RunPlan plan) {
                        steps.add(plan.steps());
                    }
                };
        ClassificationRecipe cleaned =
                recipe().withBatchSize(1)
                        .with(Map.of("tables", Map.of("duplicates", "drop", "missing", "drop")));
        Path run = directory.resolve("run");
        task.train(
                        ClassificationData.rows(new LabeledTable(table, "kind")),
                        cleaned,
                        TrainingOptions.into(run).withCallback(planned))
                .close();
        // Of 42 rows, 20 are there again, one has no number and one no label; 2 are held out.
        assertThat(steps).containsExactly(18L);
        assertThat(run.resolve("report.html"))
                .content()
                .containsPattern("duplicate rows[^\n]*20")
                .containsPattern("without a label[^\n]*1");
    }

    @Test
    void otherDataThanTheTrainingBeganWith() {
        Path run = directory.resolve("run");
        task.train(points(), recipe(), TrainingOptions.into(run)).close();
        ClassificationData other =
                ClassificationData.rows(new LabeledTable(TestData.points(61, "class"), "class"));
        refused(
                () -> task.train(other, recipe(), TrainingOptions.resuming(run)),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                "was started with other data");
        refused(
                () -> task.train(points(), recipe().withSeed(9), TrainingOptions.resuming(run)),
                ErrorCode.INCOMPATIBLE_CHECKPOINT,
                "was started with seed 1 and is to go on with 9");
        refused(
                () -> task.train(points(), recipe(), TrainingOptions.into(run)),
                ErrorCode.INVALID_ARGUMENT,
                "holds a training already");
    }

    @Test
    void aDirectoryWithoutAModel() {
        refused(
                () -> task.load(directory),
                ErrorCode.FILE_NOT_FOUND,
                directory.toString(),
                "config.json is missing");
    }
}
