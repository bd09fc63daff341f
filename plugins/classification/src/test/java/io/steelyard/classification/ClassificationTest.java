package io.steelyard.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.Steelyard;
import io.steelyard.data.table.TargetKind;
import io.steelyard.run.TrainingOptions;
import io.steelyard.train.Stop;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Training, saving, loading, measuring and going on, for each kind of data and of target. */
final class ClassificationTest {
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

    private static LabeledTable points(String target) {
        return new LabeledTable(TestData.points(400, target), target);
    }

    private static ClassificationRecipe tables(int epochs) {
        return TestData.quick(ClassificationRecipe.forTables()).withEpochs(epochs);
    }

    @Test
    void rowsOfClasses() {
        ClassificationData data = ClassificationData.rows(points("class"));
        try (ClassificationModel model = task.train(data, tables(8))) {
            assertThat(model.labels()).containsExactly("above", "below");
            assertThat(model.evaluate(data).figures().get("accuracy")).isGreaterThan(0.95);
            Prediction far = model.predict(Example.of(Map.of("x", "2", "y", "2", "color", "red")));
            assertThat(far)
                    .isInstanceOfSatisfying(
                            Prediction.OfClass.class,
                            said -> {
                                assertThat(said.label()).isEqualTo("above");
                                assertThat(
                                                said.probabilities().values().stream()
                                                        .mapToDouble(d -> d)
                                                        .sum())
                                        .isCloseTo(1, within(1e-6)); // sums of two floats
                            });
        }
    }

    @Test
    void rowsOfValuesInTheUnitOfTheData() {
        ClassificationData data = ClassificationData.rows(points("value"));
        try (ClassificationModel model = task.train(data, tables(20))) {
            assertThat(model.evaluate(data).figures().get("r_squared")).isGreaterThan(0.98);
            // 3 * 1 - 2 * 1 + 5; the error of the fit is a part of the deviation of 3.6.
            assertThat(model.predict(Example.of(Map.of("x", "1", "y", "1", "color", "blue"))))
                    .isInstanceOfSatisfying(
                            Prediction.OfValue.class,
                            said -> assertThat(said.value()).isCloseTo(6, within(1.0)));
        }
    }

    @Test
    void rowsOfSeveralLabels() {
        ClassificationData data =
                ClassificationData.rows(points("labels").withTarget(TargetKind.LABELS));
        try (ClassificationModel model = task.train(data, tables(12))) {
            assertThat(model.evaluate(data).figures().get("f1_micro")).isGreaterThan(0.95);
            assertThat(model.predict(Example.of(Map.of("x", "2", "y", "-2", "color", "red"))))
                    .isInstanceOfSatisfying(
                            Prediction.OfLabels.class,
                            said -> assertThat(said.labels()).containsExactly("right"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bag-of-words", "text-cnn", "lstm", "bert"})
    void texts(String architecture) {
        ClassificationData data =
                ClassificationData.texts(new LabeledTable(TestData.sentences(200), "mood"), "text");
        ClassificationRecipe recipe =
                TestData.quick(ClassificationRecipe.forTexts())
                        .withModel(Map.of("model_type", architecture))
                        .with(Map.of("texts", Map.of("erasing", 0.05)))
                        .withLearningRate(0.003)
                        .withEpochs(6);
        try (ClassificationModel model = task.train(data, recipe)) {
            assertThat(model.evaluate(data).figures().get("accuracy")).isGreaterThan(0.95);
            assertThat(model.predict(Example.of("a lovely day")))
                    .isInstanceOfSatisfying(
                            Prediction.OfClass.class,
                            said -> assertThat(said.label()).isEqualTo("good"));
        }
    }

    @Test
    void imagesAreSavedAndLoadedWithWhatPreparesThem() {
        Path pictures = TestData.bars(directory.resolve("bars"), 40);
        ClassificationData data = ClassificationData.images(pictures);
        ClassificationRecipe recipe =
                TestData.quick(ClassificationRecipe.forImages())
                        .withAugmentation("horizontal-flip", "mixup:0.1")
                        // Of 8 pictures to validate on, all are soon right; the loss goes on.
                        .with(Map.of("ending", Map.of("metric", "validation/loss")))
                        .withEpochs(12);
        Path saved = directory.resolve("model");
        try (ClassificationModel model = task.train(data, recipe, TrainingOptions.into(saved))) {
            assertThat(model.evaluate(data).figures().get("accuracy")).isGreaterThan(0.95);
            List<Example> some =
                    List.of(
                            model.picture(pictures.resolve("lying/0.png")),
                            model.picture(pictures.resolve("standing/1.png")),
                            model.picture(pictures.resolve("lying/2.png")));
            try (ClassificationModel loaded = task.load(saved)) {
                assertThat(loaded.predict(some)).isEqualTo(model.predict(some));
                assertThat(loaded.recipe()).isEqualTo(recipe);
                // Batches of three are padded to four: neighbours change nothing.
                assertThat(loaded.predict(List.of(some.getFirst(), some.get(2), some.get(1))))
                        .first()
                        .isEqualTo(loaded.predict(some).getFirst());
                // One alone is a vector, whose products are summed in another order.
                assertThat(standing(loaded.predict(some.getFirst())))
                        .isCloseTo(standing(loaded.predict(some).getFirst()), within(1e-5));
            }
        }
        assertThat(saved.resolve("report.html"))
                .content()
                .contains("Confusion matrix")
                .contains("standing");
    }

    private static double standing(Prediction prediction) {
        assertThat(prediction).isInstanceOf(Prediction.OfClass.class);
        return ((Prediction.OfClass) prediction).probabilities().get("standing");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7})
    void aTrainingThatWasStoppedGoesOnToTheSameBytes(int stopAfter) throws IOException {
        Path pictures = TestData.bars(directory.resolve("bars"), 24);
        ClassificationData data = ClassificationData.images(pictures);
        ClassificationRecipe recipe =
                TestData.quick(ClassificationRecipe.forImages())
                        .withAugmentation("rotation:10", "gaussian-noise:0.05", "cutmix:1")
                        .withEpochs(4);
        Path straight = directory.resolve("straight");
        task.train(data, recipe, TrainingOptions.into(straight)).close();
        Path stopped = directory.resolve("stopped");
        task.train(data, recipe, TrainingOptions.into(stopped).withStop(Stop.afterSteps(stopAfter)))
                .close();
        task.train(data, recipe, TrainingOptions.resuming(stopped)).close();
        for (String file : List.of("model.safetensors", "config.json")) {
            assertThat(Files.readAllBytes(stopped.resolve(file)))
                    .as(file)
                    .isEqualTo(Files.readAllBytes(straight.resolve(file)));
        }
    }

    @Test
    void theBestModelIsKeptAndCalibrated() {
        ClassificationData data = ClassificationData.rows(points("class"));
        ClassificationRecipe recipe =
                tables(30)
                        .with(Map.of("ending", Map.of("patience", 2, "metric", "validation/loss")));
        try (ClassificationModel calibrated = task.train(data, recipe);
                ClassificationModel raw =
                        task.train(data, recipe.with(Map.of("calibrate", false)))) {
            assertThat(calibrated.trained().orElseThrow().stopReason())
                    .isEqualTo("validation/loss did not improve for 2 validations");
            Example example = Example.of(Map.of("x", "0.2", "y", "0.1", "color", "red"));
            // Another temperature changes the doubt, and not the class.
            assertThat(calibrated.predict(example)).isNotEqualTo(raw.predict(example));
            assertThat(((Prediction.OfClass) calibrated.predict(example)).label())
                    .isEqualTo(((Prediction.OfClass) raw.predict(example)).label());
        }
    }
}
