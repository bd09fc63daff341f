package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.file.Safetensors;
import io.steelyard.run.TrainingOptions;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Evaluation;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class TextGenerationTest {
    private static Backend backend;
    private static TextGeneration task;

    @TempDir private Path folder;

    @BeforeAll
    static void start() {
        backend = TestTask.backend();
        task = TestTask.on(backend);
    }

    @AfterAll
    static void stop() {
        backend.close();
    }

    @Test
    void learnsMoreThanHowOftenEachCharacterOccurs() {
        TextCorpus corpus = TestTask.corpus();
        TextGenerationRecipe recipe =
                TestTask.tiny().withSteps(300).withDropout(0).withValidateEvery(0);
        try (TextGenerationModel model = task.train(corpus, recipe)) {
            List<Evaluation> evaluations = model.trained().orElseThrow().evaluations();
            assertThat(evaluations).hasSize(1);
            Map<String, Double> metrics = evaluations.getFirst().metrics();
            double loss = metrics.get("validation/loss");
            // About 2.2 nats; a model that knows the words could go to almost 0.
            assertThat(loss).isLessThan(unigramEntropy(corpus.text()) / 3);
            assertThat(metrics.get("validation/perplexity"))
                    .isCloseTo(Math.exp(loss), within(1e-4));
            // Greedy, it goes on with the words it was trained on.
            assertThat(
                            model.predictor()
                                    .generate(
                                            Prompt.of("the cat ")
                                                    .withTemperature(0)
                                                    .withMaxTokens(14)))
                    .isEqualTo("sat on a mat. ");
        }
    }

    private static double unigramEntropy(String text) {
        Map<Integer, Integer> counts = new HashMap<>();
        text.chars().forEach(character -> counts.merge(character, 1, Integer::sum));
        return counts.values().stream()
                .mapToDouble(count -> (double) count / text.length())
                .map(part -> -part * Math.log(part))
                .sum();
    }

    @Test
    void savesAModelThatLoadsWithTheSameBits() {
        Path saved = folder.resolve("saved");
        try (TextGenerationModel model = task.train(TestTask.corpus(), TestTask.tiny())) {
            model.save(saved);
            try (TextGenerationModel loaded = task.load(saved)) {
                assertThat(loaded.recipe()).contains(TestTask.tiny());
                assertThat(loaded.trained()).isEqualTo(model.trained());
                assertThat(loaded.provenance()).isEqualTo(model.provenance());
                assertThat(loaded.parameterCount()).isEqualTo(model.parameterCount());
                assertThat(loaded.evaluate(TestTask.corpus()))
                        .isEqualTo(model.evaluate(TestTask.corpus()));
                Prompt prompt = Prompt.of("the ").withSeed(7).withMaxTokens(30);
                assertThat(loaded.predictor().generate(prompt))
                        .isEqualTo(model.predictor().generate(prompt));
                loaded.save(folder.resolve("again"));
            }
        }
        assertSameParameters(saved, folder.resolve("again"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"char", "bpe:270"})
    void resumingGivesTheSameBitsAsNeverStopping(String tokenizer) throws IOException {
        TextGenerationRecipe recipe = TestTask.tiny().withTokenizer(tokenizer);
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        task.train(TestTask.corpus(), recipe, TrainingOptions.into(whole)).close();
        task.train(
                        TestTask.corpus(),
                        recipe,
                        TrainingOptions.into(parts).withStop(Stop.afterSteps(7)))
                .close();
        task.train(TestTask.corpus(), recipe, TrainingOptions.resuming(parts)).close();

        assertSameParameters(whole, parts);
        // The stop at step 7 made one validation more, whose line is dropped with nothing else.
        assertThat(losses(parts)).containsAllEntriesOf(losses(whole));
        assertThat(Files.readAllLines(whole.resolve("metrics.jsonl")))
                .extracting(TextGenerationTest::step)
                .containsExactly(1L, 5L, 10L, 12L);
    }

    @Test
    void aKilledTrainingGoesOnFromItsNewestCheckpoint() throws IOException {
        TextGenerationRecipe recipe = TestTask.tiny();
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        task.train(TestTask.corpus(), recipe, TrainingOptions.into(whole)).close();
        // As it stands after a crash in step 11: no model, a later line of metrics, and half of
        // one.
        task.train(
                        TestTask.corpus(),
                        recipe,
                        TrainingOptions.into(killed).withStop(Stop.afterSteps(8)))
                .close();
        Files.delete(killed.resolve("model.safetensors"));
        Files.writeString(
                killed.resolve("metrics.jsonl"),
                Files.readString(killed.resolve("metrics.jsonl"))
                        + "{\"step\":10,\"train/loss\":9.0}\n{\"step\":11,\"tr");
        assertThatThrownBy(() -> task.load(killed))
                .hasMessageEndingWith(
                        "its newest checkpoint is "
                                + killed.resolve("checkpoints").resolve("step-00000008")
                                + ", which can be used as a model.");
        task.load(killed.resolve("checkpoints/step-00000008")).close();

        task.train(TestTask.corpus(), recipe, TrainingOptions.resuming(killed)).close();
        assertSameParameters(whole, killed);
        assertThat(losses(killed)).containsAllEntriesOf(losses(whole));
        // A training that has ended can be resumed too, and changes nothing.
        task.train(TestTask.corpus(), recipe, TrainingOptions.resuming(killed)).close();
        assertSameParameters(whole, killed);
    }

    @Test
    void twoTrainingsAtOnceGiveTheSameAsEachAlone() throws Exception {
        TextGenerationRecipe one = TestTask.tiny().withSeed(1);
        TextGenerationRecipe other = TestTask.tiny().withSeed(2);
        task.train(TestTask.corpus(), one, TrainingOptions.into(folder.resolve("one"))).close();
        task.train(TestTask.corpus(), other, TrainingOptions.into(folder.resolve("other"))).close();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> first = threads.submit(training(one, "one-at-once"));
            Future<?> second = threads.submit(training(other, "other-at-once"));
            first.get();
            second.get();
        }
        assertSameParameters(folder.resolve("one"), folder.resolve("one-at-once"));
        assertSameParameters(folder.resolve("other"), folder.resolve("other-at-once"));
        assertThat(parameters(folder.resolve("one")).get("transformer.wte.weight"))
                .isNotEqualTo(parameters(folder.resolve("other")).get("transformer.wte.weight"));
    }

    private Callable<Void> training(TextGenerationRecipe recipe, String name) {
        return () -> {
            task.train(TestTask.corpus(), recipe, TrainingOptions.into(folder.resolve(name)))
                    .close();
            return null;
        };
    }

    @Test
    void anUntrainedModelHasTheParametersThatTrainingStartsFrom() {
        try (TextGenerationModel untrained = task.untrained(TestTask.corpus(), TestTask.tiny())) {
            assertThat(untrained.trained()).isEmpty();
            // Nothing is known yet: every one of the 11 characters is about as likely as the
            // others.
            assertThat(untrained.tokenizer().vocabularySize()).isEqualTo(11);
            assertThat(untrained.evaluate(TestTask.corpus()).loss())
                    .isCloseTo(Math.log(11), within(0.1));
            untrained.save(folder.resolve("untrained"));
        }
        TextGenerationRecipe still =
                TestTask.tiny().with(Map.of("steps", 1, "weight_decay", 0)).withLearningRate(1e-30);
        task.train(TestTask.corpus(), still, TrainingOptions.into(folder.resolve("still"))).close();
        // Adam's step of 1e-30 is lost in the rounding of every weight that is not 0.
        assertThat(parameters(folder.resolve("still")).get("transformer.wte.weight"))
                .isEqualTo(parameters(folder.resolve("untrained")).get("transformer.wte.weight"));
    }

    @Test
    void evaluationIsTheMeanOverAllTokens() {
        try (TextGenerationModel model = task.untrained(TestTask.corpus(), TestTask.tiny())) {
            // 8 tokens at a time: 22 labels are two whole windows and a rest of 6.
            String text = TestTask.corpus().text().substring(0, 23);
            EvaluationResult all = model.evaluate(TextCorpus.ofText("all", text));
            double sum = 0;
            for (int[] part : new int[][] {{0, 9}, {8, 17}, {16, 23}}) {
                EvaluationResult result =
                        model.evaluate(TextCorpus.ofText("part", text.substring(part[0], part[1])));
                sum += result.loss() * result.tokens();
            }
            assertThat(all.tokens()).isEqualTo(22);
            assertThat(all.loss()).isCloseTo(sum / 22, within(1e-6));
            assertThat(all.perplexity()).isEqualTo(Math.exp(all.loss()));
        }
    }

    static void assertSameParameters(Path expected, Path actual) {
        assertThat(parameters(actual)).isEqualTo(parameters(expected));
    }

    /** Contents as text of bits, so that maps can be compared. */
    static Map<String, List<Integer>> parameters(Path directory) {
        Map<String, List<Integer>> contents = new HashMap<>();
        try (Safetensors file = Safetensors.open(directory.resolve("model.safetensors"))) {
            file.tensors().forEach((name, tensor) -> contents.put(name, bits(tensor)));
        }
        return contents;
    }

    private static List<Integer> bits(NdArray tensor) {
        float[] values = tensor.toFloatArray();
        Integer[] bits = new Integer[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return List.of(bits);
    }

    private static long step(String line) {
        return Long.parseLong(line.replaceAll(".*\"step\":(\\d+).*", "$1"));
    }

    private static Map<Long, String> losses(Path directory) throws IOException {
        Map<Long, String> losses = new HashMap<>();
        for (String line : Files.readAllLines(directory.resolve("metrics.jsonl"))) {
            losses.put(
                    step(line),
                    line.replaceAll(",?\"(tokens_per_second|elapsed_seconds)\":[0-9.E]+", ""));
        }
        return losses;
    }
}
