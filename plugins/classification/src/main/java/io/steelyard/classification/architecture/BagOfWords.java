package io.steelyard.classification.architecture;

import io.steelyard.model.Scope;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Linear;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;

import java.util.Collections;
import java.util.Map;

/**
 * A linear layer on the mean of the embeddings of a text's tokens, and of its pairs of tokens side
 * by side if wanted (Joulin et al. 2016, "Bag of tricks for efficient text classification"). Reads
 * {@code input_ids} and {@code attention_mask} I32 {@code [batch, time]}; padding, which is at the
 * end, does not change the logits.
 *
 * <p>A pair has no id of its own but one of a number of buckets, which a hash of both ids picks
 * (section 2.2), so that unlike pairs may share one.
 *
 * <p>Parameters {@code embedding.weight} {@code [vocabulary, channels]}, {@code bigrams.weight}
 * {@code [buckets, channels]}, {@code classifier.weight} {@code [classes, channels]} and {@code
 * classifier.bias}.
 *
 * @param vocabularySize token ids ({@code vocab_size})
 * @param embeddingSize channels of a token ({@code embedding_size})
 * @param buckets for pairs, a power of two ({@code bigram_buckets}); 0 for no pairs
 * @param dropout before the linear layer ({@code dropout})
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record BagOfWords(
        int vocabularySize, int embeddingSize, int buckets, float dropout, int classes)
        implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "bag-of-words";

    private static final String VOCABULARY = "vocab_size";
    private static final String EMBEDDING = "embedding_size";
    private static final String BUCKETS = "bigram_buckets";
    private static final String DROPOUT = "dropout";

    /**
     * Throws {@code INVALID_ARGUMENT} for sizes below 1, buckets whose number is no power of two,
     * and a rate outside [0, 1).
     */
    public BagOfWords {
        Ranges.requirePositive(MODEL_TYPE, VOCABULARY, vocabularySize);
        Ranges.requirePositive(MODEL_TYPE, EMBEDDING, embeddingSize);
        Ranges.require(
                buckets == 0 || (buckets > 0 && Integer.bitCount(buckets) == 1),
                MODEL_TYPE,
                BUCKETS,
                buckets,
                "powers of two, or 0 for no pairs");
        Ranges.requireRate(MODEL_TYPE, DROPOUT, dropout);
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /**
     * 32 channels and 16,384 buckets for pairs: for 10,000 tokens and 2 classes 844,354 parameters,
     * nearly all of them embeddings.
     */
    public static BagOfWords small(int vocabularySize, int classes) {
        return new BagOfWords(vocabularySize, 32, 1 << 14, 0.2f, classes);
    }

    static BagOfWords of(ConfigEntries entries) {
        return new BagOfWords(
                entries.integer(VOCABULARY),
                entries.integer(EMBEDDING),
                entries.integer(BUCKETS, 0),
                entries.number(DROPOUT, 0),
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
        map.put(EMBEDDING, embeddingSize);
        map.put(BUCKETS, buckets);
        map.put(DROPOUT, dropout);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        TextInput text = TextInput.of(features);
        Tensor sum = sum(scope.child("embedding"), vocabularySize, text);
        Tensor count = text.weights().sum(1); // [batch, 1]
        if (buckets > 0 && text.ids().size(1) > 1) {
            TextInput pairs = pairs(text);
            sum = sum.add(sum(scope.child("bigrams"), buckets, pairs));
            count = count.add(pairs.weights().sum(1));
        }
        Tensor mean = sum.div(count.max(count.scalar(1)));
        Tensor thinned = scope.apply("dropout", new Dropout(dropout), mean);
        return scope.apply("classifier", new Linear(classes), thinned);
    }

    /** The sum of the embeddings of the tokens: {@code [batch, channels]}. */
    private Tensor sum(Scope scope, long count, TextInput text) {
        Embedding table = new Embedding(count, embeddingSize, Initializers.normal(0.1));
        return table.forward(scope, text.ids()).mul(text.weights()).sum(1);
    }

    /**
     * The pairs of tokens side by side, as tokens of their own. The hash multiplies by odd numbers
     * (the golden ratio's fraction, and a constant of MurmurHash3) and takes high bits, which
     * depend on all bits of both ids.
     */
    private TextInput pairs(TextInput text) {
        long time = text.ids().size(1);
        Tensor left = text.ids().slice(1, 0, time - 1);
        Tensor right = text.ids().slice(1, 1, time);
        Tensor mixed = left.mul(left.scalar(0x9e3779b1)).xor(right.mul(right.scalar(0x85ebca6b)));
        int bits = Integer.numberOfTrailingZeros(buckets);
        Tensor high = mixed.shr(mixed.scalar(Math.min(17, Integer.SIZE - bits)));
        Tensor bucket = high.and(mixed.scalar(buckets - 1));
        Tensor mask = text.mask().slice(1, 0, time - 1).mul(text.mask().slice(1, 1, time));
        return new TextInput(bucket, mask);
    }
}
