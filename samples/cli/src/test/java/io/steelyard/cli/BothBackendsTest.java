package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.Steelyard;
import io.steelyard.house.Repository;
import io.steelyard.run.TrainingOptions;
import io.steelyard.text.Prompt;
import io.steelyard.text.TextCorpus;
import io.steelyard.text.TextGeneration;
import io.steelyard.text.TextGenerationModel;
import io.steelyard.text.TextGenerationRecipe;
import io.steelyard.text.TextGenerator;
import io.steelyard.train.Callback;
import io.steelyard.train.Stop;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The reference backend and TensorFlow in one JVM: weights, batches and dropout masks are the same,
 * so that trainings go the same way, and what one has saved the other takes over.
 */
@NeedsNativeLibrary
final class BothBackendsTest {
    private static final int STEPS = 25;
    private static final int INTERRUPTED_AFTER = 15;

    /**
     * Of a loss: sums are in another order, which is worth a few units in the last place of a step,
     * and the steps before pass that on.
     */
    private static final double LOSS_TOLERANCE = 1e-3;

    private static final TextGenerationRecipe RECIPE =
            TextGenerationRecipe.charCpu()
                    .with(Map.of("warmup_steps", 5))
                    .withLayers(2)
                    .withHeads(2)
                    .withChannels(32)
                    .withContext(32)
                    .withBatchSize(8)
                    .withDropout(0.1f)
                    .withLearningRate(3e-3)
                    .withSteps(STEPS)
                    .withSeed(1);

    @TempDir private static Path directory = Path.of("");

    private static final Map<String, Steelyard> SDKS = new HashMap<>();
    private static final Map<String, List<Double>> LOSSES = new HashMap<>();
    private static TextCorpus corpus = TextCorpus.ofText("none", "none");

    @BeforeAll
    static void trainOnBoth() {
        // A text that stays as it is.
        corpus = TextCorpus.of(Repository.root().resolve("LICENSE"));
        for (String backend : List.of("reference", "tensorflow")) {
            SDKS.put(backend, Steelyard.builder().backend(backend).create());
            LOSSES.put(backend, train(backend, TrainingOptions.into(directory.resolve(backend))));
        }
    }

    @AfterAll
    static void close() {
        SDKS.values().forEach(Steelyard::close);
    }

    @Test
    void theLossIsTheSameAtEachStep() {
        assertThat(LOSSES.get("reference")).hasSize(STEPS);
        assertThat(LOSSES.get("reference").getLast())
                .isLessThan(0.85 * LOSSES.get("reference").getFirst());
        assertSame(LOSSES.get("tensorflow"), LOSSES.get("reference"));
    }

    @ParameterizedTest
    @CsvSource({"reference, tensorflow", "tensorflow, reference"})
    void whatOneHasTrainedTheOtherCompletesAndMeasures(String trainer, String other) {
        Prompt prompt = Prompt.of("Licensor ").withTemperature(0).withMaxTokens(100);
        try (TextGenerationModel here = load(trainer, trainer);
                TextGenerationModel there = load(other, trainer);
                TextGenerator generatorHere = here.predictor();
                TextGenerator generatorThere = there.predictor()) {
            String text = generatorHere.generate(prompt);
            assertThat(text).hasSize(100);
            assertThat(generatorThere.generate(prompt)).isEqualTo(text);
            double loss = here.evaluate(corpus).loss();
            assertThat(there.evaluate(corpus).loss()).isCloseTo(loss, within(1e-5 * loss));
        }
    }

    @ParameterizedTest
    @CsvSource({"reference, tensorflow", "tensorflow, reference"})
    void whatOneHasBegunTheOtherFinishes(String first, String second) {
        assertSame(interrupted(first, second), LOSSES.get(first));
    }

    @Test
    void whatTensorFlowHasBegunItFinishesToTheBit() {
        assertThat(interrupted("tensorflow", "tensorflow")).isEqualTo(LOSSES.get("tensorflow"));
    }

    /** The losses of a training that begins on one backend and is resumed on another. */
    private static List<Double> interrupted(String first, String second) {
        Path out = directory.resolve(first + "-then-" + second);
        Stop early = Stop.afterSteps(INTERRUPTED_AFTER);
        List<Double> losses =
                new ArrayList<>(train(first, TrainingOptions.into(out).withStop(early)));
        assertThat(losses).hasSize(INTERRUPTED_AFTER);
        losses.addAll(train(second, TrainingOptions.resuming(out)));
        return losses;
    }

    @Test
    void fourThreadsCompleteAsOneDoes() throws Exception {
        try (TextGenerationModel model = load("tensorflow", "tensorflow");
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<String> alone = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                alone.add(complete(model, seed));
            }
            assertThat(alone).doesNotHaveDuplicates();
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 4 * alone.size(); i++) {
                int seed = i % alone.size();
                calls.add(() -> complete(model, seed));
            }
            List<Future<String>> together = threads.invokeAll(calls);
            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i).get()).isEqualTo(alone.get(i % alone.size()));
            }
        }
    }

    private static String complete(TextGenerationModel model, int seed) {
        try (TextGenerator generator = model.predictor()) {
            return generator.generate(Prompt.of("the ").withSeed(seed).withMaxTokens(40));
        }
    }

    private static TextGenerationModel load(String backend, String trainer) {
        return task(backend).load(directory.resolve(trainer));
    }

    /** The loss of each step that it took. */
    private static List<Double> train(String backend, TrainingOptions options) {
        List<Double> losses = new ArrayList<>();
        Callback collecting =
                new Callback() {
                    @Override
                    public void stepped(TrainingStep step) {
                        losses.add(step.loss());
                    }
                };
        task(backend).train(corpus, RECIPE, options.withCallback(collecting)).close();
        return losses;
    }

    private static TextGeneration task(String backend) {
        return SDKS.get(backend).task(TextGeneration.TASK);
    }

    private static void assertSame(List<Double> losses, List<Double> expected) {
        assertThat(losses).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(losses.get(i))
                    .as("loss of step %d", i + 1)
                    .isCloseTo(expected.get(i), within(LOSS_TOLERANCE * expected.get(i)));
        }
    }
}
