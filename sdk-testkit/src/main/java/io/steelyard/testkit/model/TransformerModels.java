package io.steelyard.testkit.model;

import io.steelyard.composite.RopeRule;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.nn.Activation;
import io.steelyard.nn.CausalSelfAttention;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.FeedForward;
import io.steelyard.nn.GatedFeedForward;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.LayerNorm;
import io.steelyard.nn.LearnedPositions;
import io.steelyard.nn.Linear;
import io.steelyard.nn.MultiHeadAttention;
import io.steelyard.nn.RmsNorm;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;

import java.util.List;
import java.util.Map;

/** Models that attend: GPT-2, Llama and BERT, each of two layers. */
final class TransformerModels {
    private static final int VOCABULARY = 11;
    private static final int CHANNELS = 8;
    private static final int TIME = 6;
    private static final int LAYERS = 2;

    private TransformerModels() {}

    static List<ModelCase> all() {
        Batch text =
                Batch.of(
                        "ids",
                        ModelData.ids(1, VOCABULARY, 2, TIME),
                        Targets.LABELS,
                        ModelData.ids(2, VOCABULARY, 2, TIME));
        NdArray seen =
                NdArray.of(
                        new boolean[] {
                            true, true, true, true, false, false, true, true, true, true, true, true
                        },
                        2,
                        TIME);
        Batch padded =
                new Batch(
                        Map.of("ids", text.features().get("ids"), "attention_mask", seen),
                        text.targets());
        SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
        return List.of(
                new ModelCase("GPT", new Gpt(), loss, text),
                new ModelCase("Llama", new Llama(), loss, text),
                new ModelCase("BERT", new Bert(), loss, padded));
    }

    /** Pre-norm, learned positions, GELU (Radford et al. 2019). */
    private record Gpt() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor x = scope.apply("wte", new Embedding(VOCABULARY, CHANNELS), features.get("ids"));
            x = scope.apply("wpe", new LearnedPositions(TIME), x);
            Layer attention =
                    new CausalSelfAttention(
                            2, 0, 0, Initializers.normal(0.3), Initializers.normal(0.3));
            Layer inner =
                    new FeedForward(16, 0, Initializers.normal(0.3), Initializers.normal(0.3));
            for (int i = 0; i < LAYERS; i++) {
                Scope block = scope.child("h." + i);
                x = x.add(block.apply("attn", attention, block.apply("ln_1", new LayerNorm(), x)));
                x = x.add(block.apply("mlp", inner, block.apply("ln_2", new LayerNorm(), x)));
            }
            x = scope.apply("ln_f", new LayerNorm(), x);
            return scope.apply("lm_head", new Linear(VOCABULARY), x);
        }
    }

    /** Grouped queries, rotary positions, a window, gated feed-forward (Touvron et al. 2023). */
    private record Llama() implements Model {
        private static final MultiHeadAttention ATTENTION =
                new MultiHeadAttention(4, 4)
                        .withKeyHeads(2)
                        .withWindow(4)
                        .withoutBias()
                        .withRotary(new RopeRule(100, 4, RopeRule.Pairing.HALVES));

        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor x =
                    scope.apply(
                            "embed_tokens",
                            new Embedding(VOCABULARY, CHANNELS, Initializers.normal(1)),
                            features.get("ids"));
            for (int i = 0; i < LAYERS; i++) {
                Scope block = scope.child("layers." + i);
                Tensor normed = block.apply("input_layernorm", new RmsNorm(), x);
                x = x.add(block.apply("self_attn", ATTENTION, normed));
                normed = block.apply("post_attention_layernorm", new RmsNorm(), x);
                x = x.add(block.apply("mlp", new GatedFeedForward(20), normed));
            }
            x = scope.apply("norm", new RmsNorm(), x);
            return scope.apply(
                    "lm_head", new Linear(VOCABULARY, false, Initializers.glorotUniform()), x);
        }
    }

    /** Post-norm, all positions see each other but padding (Devlin et al. 2019). */
    private record Bert() implements Model {
        private static final MultiHeadAttention ATTENTION = new MultiHeadAttention(2, 4);

        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor x =
                    scope.apply(
                            "word_embeddings",
                            new Embedding(VOCABULARY, CHANNELS, Initializers.normal(1)),
                            features.get("ids"));
            x = scope.apply("position_embeddings", new LearnedPositions(TIME), x);
            x = scope.apply("LayerNorm", new LayerNorm(), x);
            Tensor mask = features.get("attention_mask");
            for (int i = 0; i < LAYERS; i++) {
                Scope block = scope.child("layer." + i);
                Tensor attended = ATTENTION.masked(block.child("attention"), x, mask);
                x = block.apply("attention.LayerNorm", new LayerNorm(), x.add(attended));
                Tensor inner =
                        Activation.GELU.forward(
                                block, block.apply("intermediate", new Linear(16), x));
                x =
                        block.apply(
                                "output.LayerNorm",
                                new LayerNorm(),
                                x.add(block.apply("output", new Linear(CHANNELS), inner)));
            }
            return scope.apply("cls", new Linear(VOCABULARY), x);
        }
    }
}
