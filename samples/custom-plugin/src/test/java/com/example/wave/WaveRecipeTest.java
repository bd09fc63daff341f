package com.example.wave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.Steelyard;
import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationData;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.ClassificationRecipe;
import io.steelyard.classification.LabeledTable;
import io.steelyard.classification.Prediction;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A task that another plugin brings trains what this one brings, named in a recipe. */
final class WaveRecipeTest {
    @Test
    void aRecipeNamesAllThree(@TempDir Path directory) throws IOException {
        ClassificationRecipe recipe =
                ClassificationRecipe.forTables()
                        .withJson(Files.readString(Path.of("recipe.json")), "recipe.json");
        try (Steelyard sdk = Steelyard.create()) {
            Classification task = sdk.task(Classification.TASK);
            Table wave = sdk.table(Path.of("wave.csv"));
            ClassificationData data = ClassificationData.rows(new LabeledTable(wave, "y"));
            try (ClassificationModel trained = task.train(data, recipe)) {
                trained.save(directory.resolve("wave"));
            }
            try (ClassificationModel loaded = task.load(directory.resolve("wave"))) {
                assertThat(loaded.parameterCount()).isEqualTo(12 + 12 + 12 + 1);
                for (Row row : wave.rows()) {
                    assertThat(loaded.predict(loaded.example(wave, row)))
                            .isInstanceOfSatisfying(
                                    Prediction.OfValue.class,
                                    said ->
                                            assertThat(said.value())
                                                    .as("at %s", row.value(0))
                                                    .isCloseTo(
                                                            Double.parseDouble(row.value(1)),
                                                            within(0.2)));
                }
            }
        }
    }
}
