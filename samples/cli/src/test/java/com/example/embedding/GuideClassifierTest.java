package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.Steelyard;
import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationData;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.ClassificationRecipe;
import io.steelyard.classification.Example;
import io.steelyard.classification.LabeledTable;
import io.steelyard.classification.Prediction;
import io.steelyard.data.table.TableProfile;
import io.steelyard.run.TrainingOptions;
import io.steelyard.tensorboard.TensorBoardLog;
import io.steelyard.train.Stop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/** The guide's code about classifiers, from a file to predictions. */
final class GuideClassifierTest {
    @TempDir private Path directory = Path.of("");

    private Path mails() throws IOException {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder("words,links,spam\n");
        for (int i = 0; i < 200; i++) {
            int words = 20 + random.nextInt(200);
            int links = random.nextInt(10);
            boolean spam = links * 20 > words;
            text.append(words).append(',').append(links).append(',').append(spam ? "yes" : "no");
            text.append('\n');
        }
        return Files.writeString(directory.resolve("mails.csv"), text);
    }

    @Test
    void fromAFileToPredictions() throws IOException {
        Path file = mails();
        Path out = directory.resolve("out/mails");
        try (Steelyard sdk = Steelyard.create()) {
            // snippet: classify
            Classification task = sdk.task(Classification.TASK);
            ClassificationData data =
                    ClassificationData.rows(new LabeledTable(sdk.table(file), "spam"));
            ClassificationRecipe recipe =
                    data.recipe()
                            .with(Map.of("tables", Map.of("outliers", "clip")))
                            .with(Map.of("ending", Map.of("epochs", 40, "patience", 5)));
            try (ClassificationModel model = task.train(data, recipe, TrainingOptions.into(out))) {
                System.out.println(model.evaluate(data).figures());
            }
            // end
            assertThat(out.resolve("report.html")).exists();
            loaded(task, out);
            assertThat(TableProfile.of(sdk.table(file)).rows()).isEqualTo(200);
        }
    }

    private static void loaded(Classification task, Path out) {
        // snippet: threshold
        try (ClassificationModel model = task.load(out)) {
            Example mail = Example.of(Map.of("words", "40", "links", "9"));
            if (model.predict(mail) instanceof Prediction.OfClass said) {
                boolean spam = said.probabilities().get("yes") > 0.9; // a lost mail costs more
                System.out.println(said.label() + (spam ? ", into the folder" : ""));
            }
        }
        // end
        try (ClassificationModel model = task.load(out)) {
            assertThat(model.predict(Example.of(Map.of("words", "40", "links", "9"))))
                    .isInstanceOfSatisfying(
                            Prediction.OfClass.class,
                            said -> assertThat(said.label()).isEqualTo("yes"));
        }
    }

    @Test
    void stoppedAndResumed() throws IOException {
        Path file = mails();
        Path out = directory.resolve("out/mails");
        try (Steelyard sdk = Steelyard.create()) {
            Classification task = sdk.task(Classification.TASK);
            ClassificationData data =
                    ClassificationData.rows(new LabeledTable(sdk.table(file), "spam"));
            ClassificationRecipe recipe = data.recipe().withEpochs(4);
            // snippet: watch
            try (TensorBoardLog log = new TensorBoardLog(out.resolve("tensorboard"))) {
                TrainingOptions options =
                        TrainingOptions.into(out)
                                .withCallback(log)
                                .withStop(Stop.after(Duration.ofMinutes(30)).or(Stop.afterSteps(5)))
                                .withInspectEvery(100);
                task.train(data, recipe, options).close();
            }
            // end
            // snippet: resume
            ClassificationRecipe same = task.recipeOf(out).orElseThrow();
            task.train(data, same, TrainingOptions.resuming(out)).close();
            // end
            assertThat(same).isEqualTo(recipe);
            try (ClassificationModel resumed = task.load(out);
                    ClassificationModel whole = task.train(data, recipe)) {
                assertThat(resumed.evaluate(data).figures())
                        .isEqualTo(whole.evaluate(data).figures());
            }
        }
    }
}
