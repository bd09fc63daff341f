package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.composite.RopeRule;
import io.steelyard.composite.RopeRule.Pairing;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Scope;
import io.steelyard.model.Variable;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.GatedFeedForward;
import io.steelyard.nn.MultiHeadAttention;
import io.steelyard.nn.RmsNorm;
import io.steelyard.program.Axes;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.train.LoadReport;
import io.steelyard.train.ModelState;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small Llama that was trained on stories (260,000 parameters; rotary positions, heads that share
 * keys, gated feed-forward layers), with the text it writes without chance and logits of an
 * independent pass in float32.
 */
final class PublishedLlamaTest {
    /** Both passes compute in float32; the logits are around 10 and have seven digits. */
    private static final double TOLERANCE = 2e-4;

    private static final int CHANNELS = 64;
    private static final int HIDDEN = 172;
    private static final int LAYERS = 5;
    private static final int HEADS = 8;
    private static final int KEY_HEADS = 4;
    private static final int HEAD_DIM = CHANNELS / HEADS;
    private static final int VOCABULARY = 512;

    private static final MultiHeadAttention ATTENTION =
            new MultiHeadAttention(HEADS, HEAD_DIM)
                    .withKeyHeads(KEY_HEADS)
                    .withCausality()
                    .withoutBias()
                    .withRotary(new RopeRule(10_000, HEAD_DIM, Pairing.NEIGHBOURS));

    /** {@code [batch, time] -> [batch, time, vocabulary]}, with the names of Hugging Face. */
    private static Tensor forward(Scope scope, Tensor ids) {
        Scope model = scope.child("model");
        Embedding embedding = new Embedding(VOCABULARY, CHANNELS);
        Tensor x = model.apply("embed_tokens", embedding, ids);
        RmsNorm norm = new RmsNorm(1e-5f);
        for (int i = 0; i < LAYERS; i++) {
            Scope layer = model.child("layers." + i);
            Tensor normed = layer.apply("input_layernorm", norm, x);
            x = x.add(layer.apply("self_attn", ATTENTION, normed));
            normed = layer.apply("post_attention_layernorm", norm, x);
            x = x.add(layer.apply("mlp", new GatedFeedForward(HIDDEN), normed));
        }
        x = model.apply("norm", norm, x);
        Tensor table = embedding.weight(model.child("embed_tokens"));
        return x.dot(table, Axes.none(), Axes.none(), Axes.of(2), Axes.of(1));
    }

    /** The file of llama2.c: a header of seven ints, then the matrices layer by layer. */
    private static Map<String, NdArray> weights() throws IOException {
        MemorySegment file = MemorySegment.ofArray(Files.readAllBytes(shared("stories260K.bin")));
        long at = 7 * 4;
        Map<String, NdArray> weights = new LinkedHashMap<>();
        at = read(file, at, weights, "model.embed_tokens.weight", VOCABULARY, CHANNELS);
        int keys = KEY_HEADS * HEAD_DIM;
        at = readLayers(file, at, weights, "input_layernorm", CHANNELS);
        at = readLayers(file, at, weights, "self_attn.q_proj", CHANNELS, CHANNELS);
        at = readLayers(file, at, weights, "self_attn.k_proj", keys, CHANNELS);
        at = readLayers(file, at, weights, "self_attn.v_proj", keys, CHANNELS);
        at = readLayers(file, at, weights, "self_attn.o_proj", CHANNELS, CHANNELS);
        at = readLayers(file, at, weights, "post_attention_layernorm", CHANNELS);
        at = readLayers(file, at, weights, "mlp.gate_proj", HIDDEN, CHANNELS);
        at = readLayers(file, at, weights, "mlp.down_proj", CHANNELS, HIDDEN);
        at = readLayers(file, at, weights, "mlp.up_proj", HIDDEN, CHANNELS);
        read(file, at, weights, "model.norm.weight", CHANNELS);
        return weights;
    }

    private static long readLayers(
            MemorySegment file,
            long from,
            Map<String, NdArray> weights,
            String part,
            long... sizes) {
        long at = from;
        for (int i = 0; i < LAYERS; i++) {
            at = read(file, at, weights, "model.layers." + i + "." + part + ".weight", sizes);
        }
        return at;
    }

    private static long read(
            MemorySegment file,
            long from,
            Map<String, NdArray> weights,
            String name,
            long... sizes) {
        TensorType type = TensorType.of(DType.F32, sizes);
        weights.put(name, NdArray.of(type, file.asSlice(from, type.bytes())));
        return from + type.bytes();
    }

    private static Path shared(String name) {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path file = up.resolve("shared/data/weights/stories260K").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return Assumptions.abort(
                "shared/data/weights/stories260K/" + name + " is not beside or above this project");
    }

    @Test
    void writesItsStoryWithTheLogitsOfAnotherProgram() throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(shared("expected-greedy-200.json").toFile());
        List<JsonNode> written = expected.get("generated_ids").valueStream().toList();
        int time = written.size();
        NdArray ids = NdArray.zeros(TensorType.of(DType.I32, 1, time));
        ids.setLong(0, expected.get("prompt_ids").get(0).asLong());
        for (int i = 1; i < time; i++) {
            ids.setLong(i, written.get(i - 1).asLong());
        }
        NdArray logits = logits(ids);
        for (int i = 0; i < time; i++) {
            assertThat(largest(logits, i)).as("token %s", i).isEqualTo(written.get(i).asInt());
        }
        expected.get("logits_after_position")
                .propertyStream()
                .forEach(
                        entry -> {
                            int position = Integer.parseInt(entry.getKey());
                            JsonNode first = entry.getValue().get("first8");
                            for (int i = 0; i < first.size(); i++) {
                                assertThat(logits.get((long) position * VOCABULARY + i))
                                        .as("logit %s after %s", i, position)
                                        .isCloseTo(first.get(i).asDouble(), within(TOLERANCE));
                            }
                            assertThat(logSumExp(logits, position))
                                    .isCloseTo(
                                            entry.getValue().get("logsumexp").asDouble(),
                                            within(TOLERANCE));
                        });
    }

    private static NdArray logits(NdArray ids) throws IOException {
        Recording recording = new Recording("llama", Mode.INFERENCE, 0);
        Tensor input = recording.recorder().input("ids", ids.type());
        Tensor output = forward(recording.root(), input);
        try (Backend backend = new ReferenceBackendFactory().create(Map.of());
                ModelState state = ModelState.allocate(backend, recording.variables());
                Executable executable =
                        backend.compile(
                                recording.finish(Map.of("logits", output)),
                                CompileOptions.defaults())) {
            LoadReport report = state.load(weights(), EnumSet.of(Variable.Kind.PARAMETER));
            assertThat(report.missing()).isEmpty();
            assertThat(report.unexpected()).isEmpty();
            return executable.run(state.device(), List.of(ids)).getFirst();
        }
    }

    private static int largest(NdArray logits, int position) {
        int best = 0;
        long row = (long) position * VOCABULARY;
        for (int i = 1; i < VOCABULARY; i++) {
            best = logits.get(row + i) > logits.get(row + best) ? i : best;
        }
        return best;
    }

    private static double logSumExp(NdArray logits, int position) {
        double sum = 0;
        for (int i = 0; i < VOCABULARY; i++) {
            sum += Math.exp(logits.get((long) position * VOCABULARY + i));
        }
        return Math.log(sum);
    }

    /** The file is little-endian, as arrays are. */
    @Test
    void theHeaderIsThatOfTheModel() throws IOException {
        MemorySegment file = MemorySegment.ofArray(Files.readAllBytes(shared("stories260K.bin")));
        int[] header = new int[7];
        for (int i = 0; i < header.length; i++) {
            header[i] =
                    file.get(
                            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                            4L * i);
        }
        assertThat(header)
                .containsExactly(CHANNELS, HIDDEN, LAYERS, HEADS, KEY_HEADS, VOCABULARY, 512);
    }
}
