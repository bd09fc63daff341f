package io.steelyard.classification.architecture;

import io.steelyard.model.Scope;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.LearnedPositions;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.tensor.Shape;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * An encoder in the manner of BERT (Devlin et al. 2019): tokens with trained positions, blocks that
 * normalize after each sublayer, and a pooler and a linear layer on the first token, {@code [CLS]}.
 * Reads {@code input_ids} and {@code attention_mask} I32 {@code [batch, time]}; padding does not
 * change the logits. A text is one segment, the first of BERT's two.
 *
 * <p>Parameters have the names and orientations of Hugging Face's {@code
 * BertForSequenceClassification}: {@code bert.embeddings.word_embeddings.weight}, {@code
 * bert.encoder.layer.0.attention.self.query.weight} ..., {@code bert.pooler.dense.weight}, {@code
 * classifier.weight}.
 *
 * @param vocabularySize token ids ({@code vocab_size})
 * @param positions the longest text ({@code max_position_embeddings})
 * @param encoder its sizes and rates
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record Bert(int vocabularySize, int positions, EncoderSize encoder, int classes)
        implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "bert";

    private static final String VOCABULARY = "vocab_size";
    private static final String POSITIONS = "max_position_embeddings";
    private static final String SEGMENTS = "type_vocab_size";
    private static final int SEGMENT_COUNT = 2;

    /** Throws {@code INVALID_ARGUMENT} for sizes below 1. */
    public Bert {
        Ranges.requirePositive(MODEL_TYPE, VOCABULARY, vocabularySize);
        Ranges.requirePositive(MODEL_TYPE, POSITIONS, positions);
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /**
     * 2 layers of 64 channels and 4 heads: for 10,000 tokens, 128 positions and 2 classes 752,706
     * parameters, nearly all of them the embedding.
     */
    public static Bert small(int vocabularySize, int positions, int classes) {
        return new Bert(vocabularySize, positions, EncoderSize.of(64, 2, 4, 0.1f), classes);
    }

    /**
     * BERT-base: 12 layers of 768 channels and 12 heads; with the 30,522 tokens of the uncased
     * vocabulary and 512 positions 109,482,240 parameters before the last layer.
     */
    public static Bert base(int vocabularySize, int classes) {
        return new Bert(vocabularySize, 512, EncoderSize.of(768, 12, 12, 0.1f), classes);
    }

    static Bert of(ConfigEntries entries) {
        int segments = entries.integer(SEGMENTS, SEGMENT_COUNT);
        if (segments != SEGMENT_COUNT) {
            throw entries.unsupported(SEGMENTS, segments, Integer.toString(SEGMENT_COUNT));
        }
        return new Bert(
                entries.integer(VOCABULARY),
                entries.integer(POSITIONS),
                EncoderSize.of(entries),
                entries.classes());
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = ConfigEntries.begin(this);
        map.put(VOCABULARY, vocabularySize);
        map.put(POSITIONS, positions);
        map.put(SEGMENTS, SEGMENT_COUNT);
        encoder.putInto(map);
        return Collections.unmodifiableMap(map);
    }

    /** Throws {@code INVALID_PROGRAM} for texts that are longer than the positions. */
    @Override
    public Tensor forward(Scope scope, Features features) {
        EncoderParts parts = new EncoderParts(encoder);
        TextInput text = TextInput.of(features);
        Tensor seen = text.isToken();
        Scope bert = scope.child("bert");
        Tensor x = embed(bert.child("embeddings"), parts, text.ids()); // [batch, time, channels]
        for (int layer = 0; layer < encoder.layers(); layer++) {
            x =
                    bert.apply(
                            "encoder.layer." + layer,
                            (part, hidden) -> block(part, parts, hidden, seen),
                            x);
            bert.tap("encoder.layer." + layer, x);
        }
        Tensor first = x.slice(1, 0, 1).squeeze(1);
        Tensor pooled =
                parts.linear(bert.child("pooler"), "dense", encoder.channels(), first).tanh();
        Tensor thinned = scope.apply("dropout", new Dropout(encoder.dropout()), pooled);
        return parts.linear(scope, "classifier", classes, thinned);
    }

    private Tensor embed(Scope scope, EncoderParts parts, Tensor ids) {
        Embedding words = new Embedding(vocabularySize, encoder.channels(), parts.initializer());
        LearnedPositions places = new LearnedPositions(positions, parts.initializer());
        Tensor segments =
                scope.child("token_type_embeddings")
                        .parameter(
                                "weight",
                                Shape.of(SEGMENT_COUNT, encoder.channels()),
                                parts.initializer());
        Tensor tokens = scope.apply("word_embeddings", words, ids);
        Tensor placed = scope.apply("position_embeddings", places, tokens);
        Tensor x = parts.norm(scope, "LayerNorm", placed.add(segments.slice(0, 0, 1)));
        return scope.apply("dropout", new Dropout(encoder.dropout()), x);
    }

    /** Each sublayer {@code LayerNorm(x + sublayer(x))} (Vaswani et al. 2017, section 3.1). */
    private static Tensor block(Scope scope, EncoderParts parts, Tensor hidden, Tensor seen) {
        Scope attention = scope.child("attention");
        Tensor mixed = parts.attention(attention.child("self"), hidden, Optional.of(seen));
        Scope projection = attention.child("output");
        Tensor attended =
                parts.norm(projection, "LayerNorm", hidden.add(parts.output(projection, mixed)));
        Tensor inner = parts.intermediate(scope.child("intermediate"), attended);
        Scope output = scope.child("output");
        return parts.norm(output, "LayerNorm", attended.add(parts.output(output, inner)));
    }
}
