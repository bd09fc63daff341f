package io.steelyard.benchmarks.peers;

import io.steelyard.composite.AttentionRule;
import io.steelyard.composite.Composites;
import io.steelyard.model.Initializer;
import io.steelyard.model.Scope;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.Initializers;
import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.text.gpt2.Gpt2Configuration;

import java.util.List;

/**
 * GPT-2 as nanoGPT trains it on characters: no biases, neither in products nor in normalizations.
 * Feature {@code input_ids} I32 {@code [batch, time]}; logits {@code [batch, time, vocabulary]}.
 *
 * @param configuration sizes; its dropout rates are not used
 */
record NanoGpt(Gpt2Configuration configuration) implements Model {
    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor ids = features.get("input_ids");
        Scope transformer = scope.child("transformer");
        Tensor places = ids.recorder().apply(new Op.Iota(TensorType.of(DType.I32, ids.size(1)), 0));
        Tensor hidden =
                transformer
                        .apply("wte", table(configuration.vocabularySize()), ids)
                        .add(transformer.apply("wpe", table(configuration.positions()), places));
        for (int layer = 0; layer < configuration.layers(); layer++) {
            hidden = transformer.apply("h." + layer, this::block, hidden);
        }
        Tensor weight = table(configuration.vocabularySize()).weight(transformer.child("wte"));
        Axes channels = Axes.of(hidden.rank() - 1);
        return transformer
                .apply("ln_f", this::norm, hidden)
                .dot(weight, Axes.none(), Axes.none(), channels, Axes.of(1));
    }

    private Tensor block(Scope scope, Tensor hidden) {
        Tensor attended =
                hidden.add(
                        scope.apply(
                                "attn", this::attention, scope.apply("ln_1", this::norm, hidden)));
        return attended.add(
                scope.apply("mlp", this::feedForward, scope.apply("ln_2", this::norm, attended)));
    }

    private Tensor attention(Scope scope, Tensor input) {
        int heads = configuration.heads();
        int channels = configuration.channels();
        Tensor joined = scope.apply("c_attn", dense(3 * channels, initializer()), input);
        List<Tensor> parts =
                joined.split(-1, 3).stream()
                        .map(
                                part ->
                                        part.reshape(
                                                input.size(0),
                                                input.size(1),
                                                heads,
                                                channels / heads))
                        .toList();
        Tensor zero = input.recorder().constant(DType.I32, 0);
        Tensor unused = input.recorder().constant(NdArray.of(new int[] {0, 0}, 2));
        AttentionRule rule =
                new AttentionRule((float) (1 / Math.sqrt((double) channels / heads)), true, 0);
        Tensor mixed =
                Composites.one(
                        rule, parts.getFirst(), parts.get(1), parts.get(2), zero, unused, unused);
        return scope.apply(
                "c_proj", dense(channels, projectionInitializer()), mixed.reshape(input.shape()));
    }

    private Tensor feedForward(Scope scope, Tensor input) {
        Tensor inner =
                scope.apply("c_fc", dense(configuration.innerChannels(), initializer()), input);
        return scope.apply(
                "c_proj",
                dense(configuration.channels(), projectionInitializer()),
                Composites.gelu(inner));
    }

    private Tensor norm(Scope scope, Tensor input) {
        Shape channels = Shape.of(input.size(-1));
        Tensor weight = scope.parameter("weight", channels, Initializers.ones());
        Tensor zeros = input.recorder().constant(DType.F32, 0).broadcastTo(channels);
        return Composites.layerNorm(input, weight, zeros, configuration.layerNormEpsilon());
    }

    private Embedding table(int rows) {
        return new Embedding(rows, configuration.channels(), initializer());
    }

    private static Dense dense(int units, Initializer initializer) {
        return new Dense(units, false, initializer);
    }

    private Initializer initializer() {
        return Initializers.normal(configuration.initializerRange());
    }

    private Initializer projectionInitializer() {
        return Initializers.normal(
                configuration.initializerRange() / Math.sqrt(2.0 * configuration.layers()));
    }
}
