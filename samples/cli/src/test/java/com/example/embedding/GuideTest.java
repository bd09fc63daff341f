package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.steelyard.Steelyard;
import io.steelyard.text.Prompt;
import io.steelyard.text.TextCorpus;
import io.steelyard.text.TextGeneration;
import io.steelyard.text.TextGenerationModel;
import io.steelyard.text.TextGenerationRecipe;
import io.steelyard.text.TextGenerator;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The code in the guide about texts and backends; that about classifiers has a test of its own. */
final class GuideTest {
    static void task() {
        // snippet: task
        try (Steelyard sdk = Steelyard.create()) {
            TextGeneration task = sdk.task(TextGeneration.TASK);
            TextGenerationRecipe recipe = TextGenerationRecipe.charCpu().withSteps(2_000);
            try (TextGenerationModel model =
                    task.train(TextCorpus.of(Path.of("input.txt")), recipe)) {
                model.save(Path.of("shakespeare"));
                try (TextGenerator generator = model.predictor()) {
                    generator.stream(Prompt.of("ROMEO:"), System.out::print);
                }
            }
        }
        // end
    }

    static void predictors(TextGenerationModel model) {
        // snippet: predictors
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (String name : List.of("ROMEO:", "JULIET:", "MERCUTIO:", "NURSE:")) {
                Prompt prompt = Prompt.of(name).withSeed(7);
                threads.submit(() -> System.out.println(model.predictor().generate(prompt)));
            }
        }
        // end
    }

    static void backend() {
        // snippet: backend
        try (Steelyard sdk =
                Steelyard.builder().backend("reference").backendOption("threads", "4").create()) {
            System.out.println(sdk.backend().capabilities().device());
        }
        // end
    }

    @Test
    void predictorsRunAtOnce() {
        TextCorpus names =
                TextCorpus.ofText("names", "ROMEO: JULIET: MERCUTIO: NURSE: \n".repeat(30));
        TextGenerationRecipe tiny =
                TextGenerationRecipe.charCpu()
                        .with(
                                Map.of(
                                        "layers", 1,
                                        "heads", 1,
                                        "channels", 8,
                                        "context", 8,
                                        "batch_size", 2,
                                        "steps", 2));
        try (Steelyard sdk = Steelyard.create();
                TextGenerationModel model = sdk.task(TextGeneration.TASK).train(names, tiny)) {
            assertThatCode(() -> predictors(model)).doesNotThrowAnyException();
        }
    }

    @Test
    void aBackendIsNamed() {
        assertThatCode(GuideTest::backend).doesNotThrowAnyException();
    }
}
