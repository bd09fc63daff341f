package io.steelyard.classification.architecture;

import io.steelyard.nn.Activation;

import java.util.Map;

/**
 * Sizes and rates of a transformer's encoder, under the names of Hugging Face's configurations.
 *
 * @param channels width of the residual stream ({@code hidden_size})
 * @param layers blocks ({@code num_hidden_layers})
 * @param heads attention heads; divides the channels ({@code num_attention_heads})
 * @param inner width inside a feed-forward block ({@code intermediate_size})
 * @param activation inside it ({@code hidden_act})
 * @param dropout after embeddings, attention and feed-forward ({@code hidden_dropout_prob})
 * @param attentionDropout on attention weights ({@code attention_probs_dropout_prob})
 * @param layerNormEpsilon added to variances ({@code layer_norm_eps})
 * @param initializerRange standard deviation of first weights ({@code initializer_range})
 */
public record EncoderSize(
        int channels,
        int layers,
        int heads,
        int inner,
        Activation activation,
        float dropout,
        float attentionDropout,
        float layerNormEpsilon,
        float initializerRange) {
    private static final String CHANNELS = "hidden_size";
    private static final String LAYERS = "num_hidden_layers";
    private static final String HEADS = "num_attention_heads";
    private static final String INNER = "intermediate_size";
    private static final String ACTIVATION = "hidden_act";
    private static final String DROPOUT = "hidden_dropout_prob";
    private static final String ATTENTION_DROPOUT = "attention_probs_dropout_prob";
    private static final String EPSILON = "layer_norm_eps";
    private static final String RANGE = "initializer_range";
    private static final String OWNER = "transformer";

    /**
     * Throws {@code INVALID_ARGUMENT} for sizes below 1, heads that do not divide the channels, and
     * rates outside [0, 1).
     */
    public EncoderSize {
        Ranges.requirePositive(OWNER, CHANNELS, channels);
        Ranges.requirePositive(OWNER, LAYERS, layers);
        Ranges.requirePositive(OWNER, HEADS, heads);
        Ranges.require(
                channels % heads == 0,
                OWNER,
                HEADS,
                heads,
                "numbers that divide the " + CHANNELS + " " + channels);
        Ranges.requirePositive(OWNER, INNER, inner);
        Activations.require(OWNER, ACTIVATION, activation);
        Ranges.requireRate(OWNER, DROPOUT, dropout);
        Ranges.requireRate(OWNER, ATTENTION_DROPOUT, attentionDropout);
        Ranges.requireNotNegative(OWNER, EPSILON, layerNormEpsilon);
        Ranges.requireNotNegative(OWNER, RANGE, initializerRange);
    }

    /**
     * With a feed-forward block four times as wide, GELU, one rate for all dropouts, and the
     * epsilon of 1e-12 and initializer range of 0.02 that BERT and ViT have.
     */
    public static EncoderSize of(int channels, int layers, int heads, float dropout) {
        return new EncoderSize(
                channels,
                layers,
                heads,
                Math.multiplyExact(4, channels),
                Activation.GELU,
                dropout,
                dropout,
                1e-12f,
                0.02f);
    }

    static EncoderSize of(ConfigEntries entries) {
        return new EncoderSize(
                entries.integer(CHANNELS),
                entries.integer(LAYERS),
                entries.integer(HEADS),
                entries.integer(INNER),
                Activations.read(entries, ACTIVATION, Activation.GELU),
                entries.number(DROPOUT, 0),
                entries.number(ATTENTION_DROPOUT, 0),
                entries.number(EPSILON, 1e-12f),
                entries.number(RANGE, 0.02f));
    }

    void putInto(Map<String, Object> map) {
        map.put(CHANNELS, channels);
        map.put(LAYERS, layers);
        map.put(HEADS, heads);
        map.put(INNER, inner);
        map.put(ACTIVATION, Activations.name(activation));
        map.put(DROPOUT, dropout);
        map.put(ATTENTION_DROPOUT, attentionDropout);
        map.put(EPSILON, layerNormEpsilon);
        map.put(RANGE, initializerRange);
    }
}
