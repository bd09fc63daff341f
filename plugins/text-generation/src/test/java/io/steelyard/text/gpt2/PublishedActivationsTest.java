package io.steelyard.text.gpt2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Executable;
import io.steelyard.spi.Features;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleBackend;
import io.steelyard.text.SharedData;
import io.steelyard.text.TestTask;
import io.steelyard.train.ModelState;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A GPT of three blocks that minGPT trained to sort letters, with what PyTorch computed for three
 * inputs. Its linear layers are stored as {@code [out, in]}, and its head is not tied.
 */
final class PublishedActivationsTest {
    /** Of float32 sums over 192 terms, taken in another order. */
    private static final double TOLERANCE = 1e-5;

    private static final int BATCH = 3;
    private static final int TIME = 11;
    private static final int CHANNELS = 48;
    private static final int LETTERS = 3;

    @Test
    void everyBlockGivesWhatPyTorchComputed() throws IOException {
        everyBlockGivesWhatPyTorchComputed(TestTask.backend());
    }

    @Test
    void everyBlockGivesWhatPyTorchComputedInFloat64() throws IOException {
        everyBlockGivesWhatPyTorchComputed(new OracleBackend());
    }

    private static void everyBlockGivesWhatPyTorchComputed(Backend device) throws IOException {
        JsonNode weights = read("gpt-nano-sort-model.json");
        JsonNode partials = read("gpt-nano-sort-t0-partials.json");
        float[] ids = floats(partials.get("idx"));
        int[] tokens = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            tokens[i] = (int) ids[i];
        }

        Recording recording = new Recording("forward", Mode.INFERENCE, 0);
        Tensor input =
                recording.recorder().input("input_ids", TensorType.of(DType.I32, BATCH, TIME));
        Tensor tied =
                new Gpt2(Gpt2Configuration.of(LETTERS, TIME, CHANNELS, 3, 3, 0.1f))
                        .forward(recording.root(), new Features(Map.of("input_ids", input)));
        Map<String, Tensor> outputs = new LinkedHashMap<>(recording.taps());
        outputs.put("logits", tied);

        try (Backend backend = device;
                ModelState state = ModelState.allocate(backend, recording.variables());
                Executable executable =
                        backend.compile(recording.finish(outputs), CompileOptions.defaults())) {
            state.load(parameters(weights), EnumSet.of(Variable.Kind.PARAMETER))
                    .requireComplete("gpt-nano-sort");
            List<NdArray> results =
                    executable.run(state.device(), List.of(NdArray.of(tokens, BATCH, TIME)));
            Map<String, float[]> named = new LinkedHashMap<>();
            int next = 0;
            for (String name : outputs.keySet()) {
                named.put(name, results.get(next++).toFloatArray());
            }
            for (int block = 0; block < 3; block++) {
                assertThat(named.get("transformer.h." + block))
                        .containsExactly(
                                floats(partials.get("block" + block)), within((float) TOLERANCE));
            }
            float[] normalized = named.get("transformer.ln_f");
            assertThat(normalized)
                    .containsExactly(floats(partials.get("ln_f")), within((float) TOLERANCE));
            float[] head = floats(weights.get("lm_head.weight"));
            double[] logits = product(normalized, head);
            assertClose(logits, floats(partials.get("lm_head")));
            assertClose(probabilities(logits), floats(partials.get("probs")));
            // The model's own head, which is tied, against the embedding it shares.
            double[] expected = product(normalized, floats(weights.get("transformer.wte.weight")));
            assertClose(expected, named.get("logits"));
        }
    }

    /** {@code [rows, channels] x [letters, channels] -> [rows, letters]} in float64. */
    private static double[] product(float[] rows, float[] head) {
        double[] logits = new double[rows.length / CHANNELS * LETTERS];
        for (int i = 0; i < logits.length; i++) {
            for (int c = 0; c < CHANNELS; c++) {
                logits[i] +=
                        (double) rows[i / LETTERS * CHANNELS + c]
                                * head[i % LETTERS * CHANNELS + c];
            }
        }
        return logits;
    }

    private static double[] probabilities(double[] logits) {
        double[] probabilities = new double[logits.length];
        for (int row = 0; row < logits.length; row += LETTERS) {
            double sum = 0;
            for (int i = row; i < row + LETTERS; i++) {
                sum += Math.exp(logits[i]);
            }
            for (int i = row; i < row + LETTERS; i++) {
                probabilities[i] = Math.exp(logits[i]) / sum;
            }
        }
        return probabilities;
    }

    private static void assertClose(double[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            // Logits reach 20, so the bound is relative to them above 1.
            assertThat(actual[i])
                    .isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static Map<String, NdArray> parameters(JsonNode weights) {
        Map<String, NdArray> parameters = new LinkedHashMap<>();
        weights.properties()
                .forEach(
                        entry -> {
                            String name = entry.getKey();
                            if (name.startsWith("transformer.") && !name.endsWith(".attn.bias")) {
                                parameters.put(name, tensor(name, entry.getValue()));
                            }
                        });
        return parameters;
    }

    private static NdArray tensor(String name, JsonNode node) {
        float[] values = floats(node);
        if (node.get("shape").size() == 1) {
            return NdArray.of(values, values.length);
        }
        int rows = node.get("shape").get(0).asInt();
        int columns = node.get("shape").get(1).asInt();
        if (!name.contains(".c_")) {
            return NdArray.of(values, rows, columns);
        }
        float[] transposed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            transposed[i % columns * rows + i / columns] = values[i];
        }
        return NdArray.of(transposed, columns, rows);
    }

    private static float[] floats(JsonNode tensor) {
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(tensor.get("data").asText()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private static JsonNode read(String name) throws IOException {
        return new ObjectMapper()
                .readTree(SharedData.file("weights/gpt-nano-sort/" + name).toFile());
    }
}
