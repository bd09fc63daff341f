package io.steelyard.text.gpt2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.SteelyardException;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

final class Gpt2Test {
    @Test
    void hasTheNamesAndShapesOfHuggingFace() {
        // The tensors of GPT2LMHeadModel(n_layer=1, n_embd=8, n_head=2, n_positions=4,
        // vocab_size=5) as
        // transformers saves it: Conv1D weights are [in, out], the tied head is not stored.
        Map<String, String> expected = new TreeMap<>();
        expected.put("transformer.wte.weight", "f32[5,8]");
        expected.put("transformer.wpe.weight", "f32[4,8]");
        expected.put("transformer.h.0.ln_1.weight", "f32[8]");
        expected.put("transformer.h.0.ln_1.bias", "f32[8]");
        expected.put("transformer.h.0.attn.c_attn.weight", "f32[8,24]");
        expected.put("transformer.h.0.attn.c_attn.bias", "f32[24]");
        expected.put("transformer.h.0.attn.c_proj.weight", "f32[8,8]");
        expected.put("transformer.h.0.attn.c_proj.bias", "f32[8]");
        expected.put("transformer.h.0.ln_2.weight", "f32[8]");
        expected.put("transformer.h.0.ln_2.bias", "f32[8]");
        expected.put("transformer.h.0.mlp.c_fc.weight", "f32[8,32]");
        expected.put("transformer.h.0.mlp.c_fc.bias", "f32[32]");
        expected.put("transformer.h.0.mlp.c_proj.weight", "f32[32,8]");
        expected.put("transformer.h.0.mlp.c_proj.bias", "f32[8]");
        expected.put("transformer.ln_f.weight", "f32[8]");
        expected.put("transformer.ln_f.bias", "f32[8]");
        Map<String, String> actual = new TreeMap<>();
        for (Variable variable : record(Gpt2Configuration.of(5, 4, 8, 1, 2, 0)).variables()) {
            actual.put(variable.path(), variable.type().toString());
        }
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void smallHasThePublishedNumberOfParameters() {
        assertThat(parameters(Gpt2Configuration.of(50257, 1024, 768, 12, 12, 0)))
                .isEqualTo(124_439_808);
    }

    @Test
    void aCharacterModelHasTheParametersCountedByHand() {
        // 65 characters, 64 positions, 4 blocks of 128 channels.
        long embeddings = 65 * 128 + 64 * 128;
        long attention = 128 * 384 + 384 + 128 * 128 + 128;
        long feedForward = 128 * 512 + 512 + 512 * 128 + 128;
        long norms = 2 * 2 * 128;
        assertThat(parameters(Gpt2Configuration.of(65, 64, 128, 4, 4, 0)))
                .isEqualTo(embeddings + 4 * (attention + feedForward + norms) + 2 * 128)
                .isEqualTo(809_856);
    }

    @Test
    void configurationSurvivesItsFile() {
        Gpt2Configuration configuration =
                new Gpt2Configuration(5, 4, 8, 1, 2, 0.1f, 0.2f, 0.3f, 1e-6f, 0.05f);
        assertThat(Gpt2Configuration.fromMap(configuration.toMap())).isEqualTo(configuration);
        assertThat(configuration.toMap())
                .containsEntry("model_type", "gpt2")
                .containsEntry("architectures", List.of("GPT2LMHeadModel"))
                .containsEntry("activation_function", "gelu_new")
                .containsEntry("n_embd", 8)
                .containsEntry("n_positions", 4);
    }

    @Test
    void readsThePublishedConfiguration() {
        // openai-community/gpt2: config.json, the entries that bear on the computation.
        Map<String, Object> published = new HashMap<>();
        published.put("activation_function", "gelu_new");
        published.put("architectures", List.of("GPT2LMHeadModel"));
        published.put("attn_pdrop", 0.1);
        published.put("embd_pdrop", 0.1);
        published.put("initializer_range", 0.02);
        published.put("layer_norm_epsilon", 1e-05);
        published.put("model_type", "gpt2");
        published.put("n_ctx", 1024);
        published.put("n_embd", 768);
        published.put("n_head", 12);
        published.put("n_layer", 12);
        published.put("n_positions", 1024);
        published.put("resid_pdrop", 0.1);
        published.put("summary_type", "cls_index");
        published.put("vocab_size", 50257);
        assertThat(Gpt2Configuration.fromMap(published))
                .isEqualTo(Gpt2Configuration.of(50257, 1024, 768, 12, 12, 0.1f));
    }

    @Test
    void saysWhatItDoesNotSupport() {
        Map<String, Object> map = new HashMap<>(Gpt2Configuration.of(5, 4, 8, 1, 2, 0).toMap());
        map.put("activation_function", "relu");
        assertThatThrownBy(() -> Gpt2Configuration.fromMap(map))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "config.json has \"activation_function\": relu; accepted for GPT-2 is"
                                + " gelu_new.");
        map.put("activation_function", "gelu_new");
        map.remove("n_embd");
        assertThatThrownBy(() -> Gpt2Configuration.fromMap(map))
                .hasMessage(
                        "config.json has \"n_embd\": null; accepted for GPT-2 is a whole number.");
        assertThatThrownBy(() -> Gpt2Configuration.of(5, 4, 8, 1, 3, 0))
                .hasMessage(
                        "A GPT-2 of 8 channels and 3 heads was asked for; accepted are channels"
                                + " that the heads divide.");
    }

    private static long parameters(Gpt2Configuration configuration) {
        return record(configuration).variables().stream()
                .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                .mapToLong(variable -> variable.type().elements())
                .sum();
    }

    private static Recording record(Gpt2Configuration configuration) {
        Recording recording = new Recording("forward", Mode.INFERENCE, 0);
        Tensor ids = recording.recorder().input("input_ids", TensorType.of(DType.I32, 1, 2));
        new Gpt2(configuration).forward(recording.root(), new Features(Map.of("input_ids", ids)));
        return recording;
    }
}
