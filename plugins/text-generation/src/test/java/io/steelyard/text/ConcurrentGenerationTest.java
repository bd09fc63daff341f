package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.StateSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

final class ConcurrentGenerationTest {
    private static final int THREADS = 4;

    private final MeteredBackend backend = new MeteredBackend(TestTask.backend());
    private final TextGenerationModel model =
            TestTask.on(backend).untrained(TestTask.corpus(), TestTask.tiny());

    @AfterEach
    void close() {
        model.close();
        backend.close();
    }

    /** Past the context of 8 tokens, so that both the cache and its absence are in use. */
    private static Prompt prompt(int number) {
        return Prompt.of("the cat ".substring(0, 2 + number % 6))
                .withSeed(number)
                .withMaxTokens(20);
    }

    private List<String> alone(int count) {
        List<String> texts = new ArrayList<>();
        try (TextGenerator generator = model.predictor()) {
            for (int i = 0; i < count; i++) {
                texts.add(generator.generate(prompt(i)));
            }
        }
        return texts;
    }

    /** All are in the middle of a text when the first of them goes on. */
    @Test
    void fourThreadsGenerateAtOnceWhatOneDoes() throws Exception {
        List<String> alone = alone(THREADS);
        assertThat(alone).doesNotHaveDuplicates();
        CyclicBarrier middle = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<String>> together = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Prompt prompt = prompt(i);
                together.add(threads.submit(() -> meeting(prompt, middle)));
            }
            for (int i = 0; i < THREADS; i++) {
                assertThat(together.get(i).get()).isEqualTo(alone.get(i));
            }
        }
    }

    private String meeting(Prompt prompt, CyclicBarrier middle) {
        StringBuilder text = new StringBuilder();
        try (TextGenerator generator = model.predictor()) {
            generator.stream(
                    prompt,
                    piece -> {
                        text.append(piece);
                        if (text.length() == 3 || text.length() == 15) {
                            await(middle);
                        }
                    });
        }
        return text.toString();
    }

    /** The limit ends threads that wait for one that cannot come; otherwise none is near it. */
    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException problem) {
            throw new IllegalStateException("The other threads did not come", problem);
        }
    }

    @Test
    void manyPromptsBesideEvaluationsGiveWhatTheyDoAlone() throws Exception {
        int prompts = 24;
        List<String> alone = alone(prompts);
        EvaluationResult expected = model.evaluate(TestTask.corpus());
        TextGenerator common = model.predictor();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<String>> together = new ArrayList<>();
            List<Future<EvaluationResult>> evaluations = new ArrayList<>();
            for (int i = 0; i < prompts; i++) {
                Prompt prompt = prompt(i);
                TextGenerator generator = i % 3 == 0 ? common : model.predictor();
                together.add(threads.submit(() -> generator.generate(prompt)));
                if (i % 6 == 0) {
                    evaluations.add(threads.submit(() -> model.evaluate(TestTask.corpus())));
                }
            }
            for (int i = 0; i < prompts; i++) {
                assertThat(together.get(i).get()).as("prompt %s", i).isEqualTo(alone.get(i));
            }
            for (Future<EvaluationResult> evaluation : evaluations) {
                assertThat(evaluation.get()).isEqualTo(expected);
            }
        }
    }

    /** Keys and values of 1 layer, [1, 2 heads, 8 tokens, 8 channels] in float32: 1 KiB. */
    @Test
    void generatorsAllocateTheirCachesAndNothingElse() throws Exception {
        assertThat(backend.alone()).hasSize(1); // the parameters
        StateSpec parameters = backend.alone().getFirst();
        assertThat(parameters.bytes()).isEqualTo(model.parameterCount() * Float.BYTES);
        model.predictor();
        assertThat(backend.over()).isEmpty();
        for (int i = 0; i < 5; i++) {
            model.predictor().generate(prompt(i)); // never closed, and one at a time
        }
        assertThat(backend.over()).hasSize(1);
        CyclicBarrier middle = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<String>> together = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                together.add(threads.submit(() -> meeting(prompt(1), middle)));
            }
            for (Future<String> text : together) {
                text.get();
            }
        }
        assertThat(backend.alone()).containsExactly(parameters);
        assertThat(backend.over()).hasSize(THREADS);
        assertThat(backend.over()).allSatisfy(own -> assertThat(own.bytes()).isEqualTo(1024));
        for (String name : backend.over().getFirst().entries().keySet()) {
            assertThat(parameters.entries()).doesNotContainKey(name);
        }
    }

    @Test
    void aClosedModelEndsACompletionOnAnotherThread() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<SteelyardException> end = thread.submit(() -> untilClosed(started));
            started.await();
            model.close();
            assertThat(end.get().code()).isEqualTo(ErrorCode.CLOSED);
            assertThat(end.get()).hasMessage("This model is closed; load or train it again.");
        }
    }

    private SteelyardException untilClosed(CountDownLatch started) {
        try (TextGenerator generator = model.predictor()) {
            while (true) {
                generator.stream(prompt(1), piece -> started.countDown());
            }
        } catch (SteelyardException end) {
            return end;
        }
    }

    @Test
    void aConsumerMayCloseTheModel() {
        assertThat(untilClosedBy(model))
                .hasMessage("This model is closed; load or train it again.");
    }

    private static SteelyardException untilClosedBy(TextGenerationModel model) {
        try (TextGenerator generator = model.predictor()) {
            generator.stream(prompt(1), piece -> model.close());
            throw new AssertionError("The completion went on with a model that was closed.");
        } catch (SteelyardException end) {
            return end;
        }
    }
}
