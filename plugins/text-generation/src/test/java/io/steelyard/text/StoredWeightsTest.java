package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.SteelyardException;
import io.steelyard.file.Safetensors;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;
import io.steelyard.train.Checkpoint;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** A model whose weights are in memory as BF16. */
final class StoredWeightsTest {
    private static final Prompt PROMPT = Prompt.of("the cat ").withTemperature(0).withMaxTokens(20);

    @TempDir private static Path folder = Path.of("");
    private static Backend backend;
    private static TextGeneration task;

    @BeforeAll
    static void train() {
        backend = TestTask.backend();
        task = TestTask.on(backend);
        TextGenerationRecipe recipe = TestTask.tiny().withSteps(200).withDropout(0);
        try (TextGenerationModel model = task.train(TestTask.corpus(), recipe)) {
            model.save(folder.resolve("f32"));
        }
    }

    @AfterAll
    static void stop() {
        backend.close();
    }

    private static double loss(TextGenerationModel model) {
        return model.evaluate(TestTask.corpus()).loss();
    }

    @Test
    void roundedWeightsComputeNearlyTheSame() {
        try (TextGenerationModel whole = task.load(folder.resolve("f32"));
                TextGenerationModel rounded = task.load(folder.resolve("f32"), DType.BF16)) {
            assertThat(rounded.parameterCount()).isEqualTo(whole.parameterCount());
            // Weights are off by up to 2^-9 of themselves.
            assertThat(loss(rounded)).isCloseTo(loss(whole), within(0.01));
            assertThat(loss(rounded)).isNotEqualTo(loss(whole));
        }
    }

    /** The rounded weights as F32 are another program: only the order of sums may differ. */
    @Test
    void whatIsComputedIsWhatF32ComputesWithTheseWeights() {
        Path saved = folder.resolve("bf16");
        try (TextGenerationModel rounded = task.load(folder.resolve("f32"), DType.BF16)) {
            rounded.save(saved);
            try (Safetensors file = Safetensors.open(saved.resolve(Checkpoint.MODEL_FILE))) {
                assertThat(file.tensors().values())
                        .allSatisfy(
                                tensor ->
                                        assertThat(tensor.dtype())
                                                .isEqualTo(
                                                        tensor.shape().rank() < 2
                                                                ? DType.F32
                                                                : DType.BF16));
            }
            try (TextGenerationModel wide = task.load(saved);
                    TextGenerationModel again = task.load(saved, DType.BF16)) {
                assertThat(loss(wide)).isCloseTo(loss(rounded), within(1e-5));
                assertThat(loss(again)).isEqualTo(loss(rounded));
                assertThat(rounded.predictor().generate(PROMPT))
                        .isEqualTo(wide.predictor().generate(PROMPT));
            }
        }
    }

    @Test
    void integersAreRefused() {
        assertThatThrownBy(() -> task.load(folder.resolve("f32"), DType.I32))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "Weights cannot be stored as i32; accepted are f32, f64, f16 and bf16.");
    }
}
