package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Executable;
import io.steelyard.spi.Features;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.text.gpt2.Gpt2;
import io.steelyard.text.gpt2.Gpt2Configuration;
import io.steelyard.train.ModelState;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

final class DecoderTest {
    private static final int CONTEXT = 6;
    private static final int VOCABULARY = 13;

    /**
     * Prompts that are shorter than the context, of a length between powers of two, as long, and
     * longer.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 9})
    void everyTokenFollowsFromAPassOverTheLastTokensThatFit(int promptLength) {
        Gpt2 model = new Gpt2(Gpt2Configuration.of(VOCABULARY, CONTEXT, 8, 2, 2, 0.5f));
        int[] tokens = new int[promptLength];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = i * 7 % VOCABULARY;
        }
        try (Backend backend = TestTask.backend();
                ModelState state =
                        ModelState.initialize(backend, DecodeFunctions.parameters(model), 5);
                DecodeFunctions functions = new DecodeFunctions(backend, model);
                Decoder decoder =
                        new Decoder(
                                functions,
                                backend.allocate(DecodeFunctions.caches(model), state.device()))) {
            // Another text first, whose keys and values must not be seen.
            decoder.start(new int[] {12, 11, 10, 9, 8, 7});
            float[] logits = decoder.start(tokens);
            for (int step = 0; step < 12; step++) {
                float[] expected = fullPass(backend, model, state, tokens);
                // Two ways to the same float32 numbers, which the cache adds up in another order.
                assertThat(logits).containsExactly(expected, within(1e-5f));
                int next = argmax(expected);
                assertThat(argmax(logits)).isEqualTo(next);
                tokens = Arrays.copyOf(tokens, tokens.length + 1);
                tokens[tokens.length - 1] = next;
                assertThat(decoder.tokens()).startsWith(Arrays.copyOf(tokens, tokens.length - 1));
                logits = decoder.next(next);
            }
        }
    }

    /** The last row of logits of the model applied to the last tokens, without a cache. */
    private static float[] fullPass(Backend backend, Gpt2 model, ModelState state, int[] tokens) {
        int[] window =
                Arrays.copyOfRange(tokens, Math.max(0, tokens.length - CONTEXT), tokens.length);
        Recording recording = new Recording("forward", Mode.INFERENCE, 0);
        Tensor ids =
                recording.recorder().input("input_ids", TensorType.of(DType.I32, 1, window.length));
        Tensor logits = model.forward(recording.root(), new Features(Map.of("input_ids", ids)));
        try (Executable executable =
                backend.compile(
                        recording.finish(Map.of("logits", logits)), CompileOptions.defaults())) {
            float[] all =
                    executable
                            .run(state.device(), List.of(NdArray.of(window, 1, window.length)))
                            .getFirst()
                            .toFloatArray();
            return Arrays.copyOfRange(all, all.length - VOCABULARY, all.length);
        }
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
