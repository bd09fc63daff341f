package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;

import io.steelyard.Steelyard;
import io.steelyard.SteelyardConfiguration;
import io.steelyard.SteelyardModule;
import io.steelyard.text.GenerationOptions;
import io.steelyard.text.Prompt;
import io.steelyard.text.TextCorpus;
import io.steelyard.text.TextGeneration;
import io.steelyard.text.TextGenerationModel;
import io.steelyard.text.TextGenerationRecipe;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class EmbeddingTest {
    private static final TextCorpus CORPUS =
            TextCorpus.ofText("verses", "tyger tyger burning bright in the forests\n".repeat(40));
    private static final TextGenerationRecipe RECIPE =
            TextGenerationRecipe.charCpu()
                    .with(
                            Map.of(
                                    "layers",
                                    1,
                                    "heads",
                                    2,
                                    "channels",
                                    16,
                                    "context",
                                    16,
                                    "batch_size",
                                    4,
                                    "steps",
                                    20,
                                    "dropout",
                                    0.1));

    @TempDir private Path directory = Path.of("");

    /** What an application has of its own, with the SDK injected. */
    static final class Poet {
        private final Steelyard sdk;

        @Inject
        Poet(Steelyard sdk) {
            this.sdk = sdk;
        }

        String write(String beginning) {
            try (TextGenerationModel model = sdk.task(TextGeneration.TASK).train(CORPUS, RECIPE)) {
                return model.predictor()
                        .generate(
                                new Prompt(
                                        beginning,
                                        GenerationOptions.defaults()
                                                .withMaxTokens(12)
                                                .withSeed(1)));
            }
        }
    }

    @Test
    void withoutAnInjector() {
        try (Steelyard sdk = Steelyard.create()) {
            assertThat(new Poet(sdk).write("tyger")).hasSize(12);
        }
    }

    @Test
    void inTheInjectorOfAnApplication() {
        Injector injector =
                Guice.createInjector(
                        new SteelyardModule(
                                SteelyardConfiguration.defaults()
                                        .withBackend("reference")
                                        .withBackendOption("threads", "1")),
                        new AbstractModule() {
                            @Override
                            protected void configure() {
                                bind(Poet.class);
                            }
                        });
        try (Steelyard sdk = injector.getInstance(Steelyard.class)) {
            String injected = injector.getInstance(Poet.class).write("tyger");
            assertThat(injected).hasSize(12);
            // One thread here and all of them there: the numbers do not depend on it.
            try (Steelyard other = Steelyard.create()) {
                assertThat(new Poet(other).write("tyger")).isEqualTo(injected);
            }
            assertThat(injector.getInstance(Steelyard.class)).isSameAs(sdk);
        }
    }

    @Test
    void twoTrainingsAtOnceGiveWhatEachGivesAlone() throws Exception {
        try (Steelyard sdk = Steelyard.create();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            byte[] first = train(sdk, 1, "first");
            byte[] second = train(sdk, 2, "second");
            assertThat(second).isNotEqualTo(first);
            List<Callable<byte[]>> both =
                    List.of(
                            () -> train(sdk, 1, "first-beside"),
                            () -> train(sdk, 2, "second-beside"));
            List<Future<byte[]>> results = threads.invokeAll(both);
            assertThat(results.get(0).get()).isEqualTo(first);
            assertThat(results.get(1).get()).isEqualTo(second);
        }
    }

    @Test
    void aSavedModelWritesTheSame() throws IOException {
        Path saved = directory.resolve("saved");
        Prompt prompt = Prompt.of("tyger").withMaxTokens(20).withSeed(4);
        try (Steelyard sdk = Steelyard.create()) {
            TextGeneration task = sdk.task(TextGeneration.TASK);
            String before;
            try (TextGenerationModel model = task.train(CORPUS, RECIPE)) {
                before = model.predictor().generate(prompt);
                model.save(saved);
            }
            try (TextGenerationModel loaded = task.load(saved)) {
                assertThat(loaded.predictor().generate(prompt)).isEqualTo(before);
            }
        }
    }

    private byte[] train(Steelyard sdk, long seed, String name) throws IOException {
        Path saved = directory.resolve(name);
        try (TextGenerationModel model =
                sdk.task(TextGeneration.TASK).train(CORPUS, RECIPE.withSeed(seed))) {
            model.save(saved);
        }
        return Files.readAllBytes(saved.resolve("model.safetensors"));
    }
}
