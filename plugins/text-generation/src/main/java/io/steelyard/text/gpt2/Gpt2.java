package io.steelyard.text.gpt2;

import io.steelyard.model.Initializer;
import io.steelyard.model.Scope;
import io.steelyard.nn.CausalSelfAttention;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.FeedForward;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.LayerNorm;
import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;
import io.steelyard.text.CausalLanguageModel;

/**
 * GPT-2 (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"): a decoder
 * with layer normalization before each block and a head that shares its weight with the token
 * embedding. Parameters have the names and orientations of Hugging Face's {@code GPT2LMHeadModel}.
 *
 * @param configuration sizes and rates
 */
public record Gpt2(Gpt2Configuration configuration) implements CausalLanguageModel {
    @Override
    public int vocabularySize() {
        return configuration.vocabularySize();
    }

    @Override
    public int contextLength() {
        return configuration.positions();
    }

    /**
     * Feature {@code input_ids} I32 {@code [batch, time]}; logits {@code [batch, time,
     * vocabulary]}.
     */
    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor ids = features.get(INPUT_IDS);
        Tensor positions = range(ids);
        Scope transformer = scope.child("transformer");
        Tensor hidden = embed(transformer, ids, positions); // [batch, time, channels]
        for (int layer = 0; layer < configuration.layers(); layer++) {
            hidden = transformer.apply("h." + layer, this::block, hidden);
            transformer.tap("h." + layer, hidden);
        }
        return head(transformer, normalize(transformer, hidden));
    }

    @Override
    public Tensor forwardCached(Scope scope, Tensor ids, Tensor position, Tensor last) {
        Scope transformer = scope.child("transformer");
        Tensor hidden = embed(transformer, ids, range(ids).add(position));
        for (int layer = 0; layer < configuration.layers(); layer++) {
            hidden =
                    transformer.apply(
                            "h." + layer, (part, x) -> cachedBlock(part, x, position), hidden);
        }
        Tensor wanted = hidden.take(1, last); // [batch, channels]
        return head(transformer, normalize(transformer, wanted));
    }

    /** I32 {@code [time]}: 0, 1, 2, ... */
    private static Tensor range(Tensor ids) {
        return ids.recorder().apply(new Op.Iota(TensorType.of(DType.I32, ids.size(1)), 0));
    }

    private Tensor embed(Scope transformer, Tensor ids, Tensor positions) {
        Tensor tokens = transformer.apply("wte", tokenEmbedding(), ids); // [batch, time, channels]
        Embedding table =
                new Embedding(configuration.positions(), configuration.channels(), initializer());
        Tensor places = transformer.apply("wpe", table, positions); // [time, channels]
        return transformer.apply(
                "drop", new Dropout(configuration.embeddingDropout()), tokens.add(places));
    }

    private Tensor block(Scope scope, Tensor hidden) {
        Tensor attended =
                hidden.add(scope.apply("attn", attention(), scope.apply("ln_1", norm(), hidden)));
        return feedForward(scope, attended);
    }

    private Tensor cachedBlock(Scope scope, Tensor hidden, Tensor position) {
        CausalSelfAttention attention = attention();
        Tensor attended =
                hidden.add(
                        scope.apply(
                                "attn",
                                (part, x) ->
                                        attention.forwardCached(
                                                part, x, position, configuration.positions()),
                                scope.apply("ln_1", norm(), hidden)));
        return feedForward(scope, attended);
    }

    private Tensor feedForward(Scope scope, Tensor attended) {
        FeedForward layer =
                new FeedForward(
                        configuration.innerChannels(),
                        configuration.residualDropout(),
                        initializer(),
                        projectionInitializer());
        return attended.add(scope.apply("mlp", layer, scope.apply("ln_2", norm(), attended)));
    }

    private Tensor normalize(Scope transformer, Tensor hidden) {
        Tensor normalized = transformer.apply("ln_f", norm(), hidden);
        transformer.tap("ln_f", normalized);
        return normalized;
    }

    /** {@code [.., channels] -> [.., vocabulary]} by the transposed token embedding. */
    private Tensor head(Scope transformer, Tensor hidden) {
        Tensor weight = tokenEmbedding().weight(transformer.child("wte")); // [vocabulary, channels]
        Axes channels = Axes.of(hidden.rank() - 1);
        return hidden.dot(weight, Axes.none(), Axes.none(), channels, Axes.of(1));
    }

    private Embedding tokenEmbedding() {
        return new Embedding(
                configuration.vocabularySize(), configuration.channels(), initializer());
    }

    private CausalSelfAttention attention() {
        return new CausalSelfAttention(
                configuration.heads(),
                configuration.attentionDropout(),
                configuration.residualDropout(),
                initializer(),
                projectionInitializer());
    }

    private LayerNorm norm() {
        return new LayerNorm(configuration.layerNormEpsilon());
    }

    private Initializer initializer() {
        return Initializers.normal(configuration.initializerRange());
    }

    /**
     * Smaller by the root of the number of residual additions, as the paper's section 2.3 has it.
     */
    private Initializer projectionInitializer() {
        return Initializers.normal(
                configuration.initializerRange() / Math.sqrt(2.0 * configuration.layers()));
    }
}
