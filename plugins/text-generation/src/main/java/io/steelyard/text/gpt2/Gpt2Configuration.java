package io.steelyard.text.gpt2;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sizes and rates of a GPT-2; on disk a {@code config.json} of Hugging Face's {@code GPT2Config}.
 *
 * @param vocabularySize token ids ({@code vocab_size})
 * @param positions the longest text it sees at once ({@code n_positions})
 * @param channels width of the residual stream ({@code n_embd})
 * @param layers blocks ({@code n_layer})
 * @param heads attention heads; divides the channels ({@code n_head})
 * @param residualDropout after attention and feed-forward ({@code resid_pdrop})
 * @param embeddingDropout after the embeddings ({@code embd_pdrop})
 * @param attentionDropout on attention weights ({@code attn_pdrop})
 * @param layerNormEpsilon added to variances ({@code layer_norm_epsilon})
 * @param initializerRange standard deviation of first weights ({@code initializer_range})
 */
public record Gpt2Configuration(
        int vocabularySize,
        int positions,
        int channels,
        int layers,
        int heads,
        float residualDropout,
        float embeddingDropout,
        float attentionDropout,
        float layerNormEpsilon,
        float initializerRange) {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "gpt2";

    // So that the feed-forward blocks, four times as wide, can be counted.
    private static final int MAXIMUM_CHANNELS = 1 << 28;

    /**
     * Throws {@code INVALID_ARGUMENT} for a size below 1 or heads that do not divide the channels.
     */
    public Gpt2Configuration {
        requirePositive("vocab_size", vocabularySize);
        requirePositive("n_positions", positions);
        requirePositive("n_embd", channels);
        if (channels > MAXIMUM_CHANNELS) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A GPT-2 with n_embd "
                            + channels
                            + " was asked for; accepted are "
                            + MAXIMUM_CHANNELS
                            + " or fewer.");
        }
        requirePositive("n_layer", layers);
        requirePositive("n_head", heads);
        if (channels % heads != 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A GPT-2 of "
                            + channels
                            + " channels and "
                            + heads
                            + " heads was asked for; accepted are channels that the heads divide.");
        }
    }

    /**
     * With one rate for all dropouts, and the epsilon and initializer range of the paper's code.
     */
    public static Gpt2Configuration of(
            int vocabularySize, int positions, int channels, int layers, int heads, float dropout) {
        return new Gpt2Configuration(
                vocabularySize,
                positions,
                channels,
                layers,
                heads,
                dropout,
                dropout,
                dropout,
                1e-5f,
                0.02f);
    }

    /** The width inside a feed-forward block. */
    public int innerChannels() {
        return 4 * channels;
    }

    /** The entries of {@code config.json}. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("architectures", List.of("GPT2LMHeadModel"));
        map.put("model_type", MODEL_TYPE);
        map.put("vocab_size", vocabularySize);
        map.put("n_positions", positions);
        map.put("n_ctx", positions);
        map.put("n_embd", channels);
        map.put("n_layer", layers);
        map.put("n_head", heads);
        map.put("activation_function", "gelu_new");
        map.put("resid_pdrop", residualDropout);
        map.put("embd_pdrop", embeddingDropout);
        map.put("attn_pdrop", attentionDropout);
        map.put("layer_norm_epsilon", layerNormEpsilon);
        map.put("initializer_range", initializerRange);
        map.put("tie_word_embeddings", true);
        map.put("torch_dtype", "float32");
        return Collections.unmodifiableMap(map);
    }

    /**
     * From the entries of {@code config.json}; those that do not change what is computed are
     * ignored. Throws {@code INVALID_ARGUMENT} for an entry that is missing, out of range, or not
     * supported.
     */
    public static Gpt2Configuration fromMap(Map<String, Object> map) {
        requireValue(map, "activation_function", "gelu_new");
        requireValue(map, "tie_word_embeddings", true);
        requireValue(map, "scale_attn_weights", true);
        requireValue(map, "scale_attn_by_inverse_layer_idx", false);
        requireValue(map, "add_cross_attention", false);
        int channels = integer(map, "n_embd");
        Object inner = map.get("n_inner");
        if (inner != null && !(inner instanceof Number size && size.intValue() == 4 * channels)) {
            throw unsupported("n_inner", inner, "null or " + 4 * channels);
        }
        return new Gpt2Configuration(
                integer(map, "vocab_size"),
                integer(map, "n_positions"),
                channels,
                integer(map, "n_layer"),
                integer(map, "n_head"),
                number(map, "resid_pdrop", 0.1f),
                number(map, "embd_pdrop", 0.1f),
                number(map, "attn_pdrop", 0.1f),
                number(map, "layer_norm_epsilon", 1e-5f),
                number(map, "initializer_range", 0.02f));
    }

    private static int integer(Map<String, Object> map, String name) {
        Object value = map.get(name);
        if (value instanceof Integer number) {
            return number;
        }
        throw unsupported(name, value, "a whole number");
    }

    private static float number(Map<String, Object> map, String name, float absent) {
        Object value = map.getOrDefault(name, absent);
        if (value instanceof Number number) {
            return number.floatValue();
        }
        throw unsupported(name, value, "a number");
    }

    private static void requireValue(Map<String, Object> map, String name, Object accepted) {
        Object value = map.getOrDefault(name, accepted);
        if (!accepted.equals(value)) {
            throw unsupported(name, value, String.valueOf(accepted));
        }
    }

    private static SteelyardException unsupported(
            String name, @Nullable Object given, String accepted) {
        return new SteelyardException(
                ErrorCode.INVALID_ARGUMENT,
                "config.json has \""
                        + name
                        + "\": "
                        + given
                        + "; accepted for GPT-2 is "
                        + accepted
                        + ".");
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A GPT-2 with "
                            + name
                            + " "
                            + value
                            + " was asked for; accepted are 1 or more.");
        }
    }
}
