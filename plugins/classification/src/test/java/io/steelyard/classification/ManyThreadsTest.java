package io.steelyard.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.Steelyard;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A model as a service uses it: from many threads, with examples that no file holds. */
final class ManyThreadsTest {
    private static final int THREADS = 16;

    @TempDir private Path directory = Path.of("");

    private static ClassificationModel sentences(Steelyard sdk) {
        return sdk.task(Classification.TASK)
                .train(
                        ClassificationData.texts(
                                new LabeledTable(TestData.sentences(100), "mood"), "text"),
                        TestData.quick(ClassificationRecipe.forTexts()).withEpochs(1));
    }

    /** Of several lengths, so that threads compile while others run. */
    private static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            examples.add(Example.of("the day was fine and long ".repeat(1 + i % 9) + i));
        }
        return examples;
    }

    @Test
    void eachThreadGetsWhatItGetsAlone() throws Exception {
        try (Steelyard sdk = Steelyard.create();
                ClassificationModel model = sentences(sdk);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Example> examples = examples();
            CountDownLatch start = new CountDownLatch(THREADS);
            List<Callable<List<Prediction>>> calls = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                calls.add(
                        () -> {
                            start.countDown();
                            start.await();
                            return examples.stream().map(model::predict).toList();
                        });
            }
            List<Future<List<Prediction>>> answers = threads.invokeAll(calls);
            List<Prediction> alone = examples.stream().map(model::predict).toList();
            for (Future<List<Prediction>> answer : answers) {
                assertThat(answer.get()).isEqualTo(alone);
            }
        }
    }

    @Test
    void closingLetsPredictionsEndAndRefusesLaterOnes() throws Exception {
        try (Steelyard sdk = Steelyard.create();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            ClassificationModel model = sentences(sdk);
            List<Example> examples = examples();
            List<Prediction> alone = examples.stream().map(model::predict).toList();
            CountDownLatch begun = new CountDownLatch(THREADS);
            List<Future<Integer>> answered = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                answered.add(
                        threads.submit(
                                () -> {
                                    for (int i = 0; ; i++) {
                                        int which = i % examples.size();
                                        try {
                                            assertThat(model.predict(examples.get(which)))
                                                    .isEqualTo(alone.get(which));
                                        } catch (SteelyardException refused) {
                                            assertThat(refused.code()).isEqualTo(ErrorCode.CLOSED);
                                            return i;
                                        }
                                        if (i == 0) {
                                            begun.countDown();
                                        }
                                    }
                                }));
            }
            begun.await();
            model.close();
            for (Future<Integer> count : answered) {
                assertThat(count.get()).isPositive();
            }
            assertThatThrownBy(model::warmUp)
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CLOSED));
        }
    }

    @Test
    void picturesInMemoryAreThoseInFiles() throws IOException {
        Path pictures = TestData.bars(directory.resolve("bars"), 10);
        try (Steelyard sdk = Steelyard.create();
                ClassificationModel model =
                        sdk.task(Classification.TASK)
                                .train(
                                        ClassificationData.images(pictures),
                                        TestData.quick(ClassificationRecipe.forImages())
                                                .withEpochs(1))) {
            model.warmUp();
            Path file = pictures.resolve("lying/0.png");
            byte[] bytes = Files.readAllBytes(file);
            assertThat(model.predict(model.picture(bytes, "the body")))
                    .isEqualTo(model.predict(model.picture(file)));
            assertThatThrownBy(() -> model.picture(new byte[] {1, 2, 3}, "the body"))
                    .hasMessageStartingWith(
                            "the body is no whole PNG, JPEG, GIF or BMP picture (it is of no format"
                                    + " that is known)")
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            refused ->
                                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FILE));
        }
    }

    @Test
    void aMissingCategoryIsTheMostFrequent() {
        try (Steelyard sdk = Steelyard.create();
                ClassificationModel model =
                        sdk.task(Classification.TASK)
                                .train(
                                        ClassificationData.rows(
                                                new LabeledTable(
                                                        TestData.points(101, "class"), "class")),
                                        TestData.quick(ClassificationRecipe.forTables())
                                                .with(Map.of("calibrate", false))
                                                .withEpochs(1))) {
            model.warmUp();
            Map<String, @Nullable String> row = new LinkedHashMap<>();
            row.put("x", "0.1");
            row.put("y", "-0.1");
            row.put("color", null);
            Prediction without = model.predict(Example.of(row));
            List<Prediction> ofEachColor = new ArrayList<>();
            for (String color : List.of("red", "green", "blue")) {
                row.put("color", color);
                ofEachColor.add(model.predict(Example.of(row)));
            }
            assertThat(ofEachColor).doesNotHaveDuplicates().contains(without);
        }
    }
}
