package io.steelyard.classification.architecture;

import io.steelyard.model.Scope;
import io.steelyard.nn.Conv;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.Linear;
import io.steelyard.nn.Padding;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A convolutional network over the tokens of a text (Kim 2014, "Convolutional neural networks for
 * sentence classification"): filters over windows of several lengths, rectified, the largest of
 * each over time, dropout and a linear layer. Reads {@code input_ids} and {@code attention_mask}
 * I32 {@code [batch, time]}; a window stands around each token, and what is outside the text is 0,
 * so that padding does not change the logits.
 *
 * <p>Parameters {@code embedding.weight} {@code [vocabulary, channels]}, {@code convs.0.weight}
 * {@code [window, in, out]} and {@code convs.0.bias} ..., {@code classifier.weight} {@code [out,
 * in]} and {@code classifier.bias}.
 *
 * @param vocabularySize token ids ({@code vocab_size})
 * @param embeddingSize channels of a token ({@code embedding_size})
 * @param windows tokens that a filter sees, one number for each kind ({@code kernel_sizes})
 * @param filters of each kind ({@code num_filters})
 * @param dropout after the embedding and before the linear layer ({@code dropout})
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record TextCnn(
        int vocabularySize,
        int embeddingSize,
        List<Integer> windows,
        int filters,
        float dropout,
        int classes)
        implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "text-cnn";

    private static final String VOCABULARY = "vocab_size";
    private static final String EMBEDDING = "embedding_size";
    private static final String WINDOWS = "kernel_sizes";
    private static final String FILTERS = "num_filters";
    private static final String DROPOUT = "dropout";

    /** Throws {@code INVALID_ARGUMENT} for sizes below 1, no window, and a rate outside [0, 1). */
    public TextCnn {
        windows = List.copyOf(windows);
        Ranges.requirePositive(MODEL_TYPE, VOCABULARY, vocabularySize);
        Ranges.requirePositive(MODEL_TYPE, EMBEDDING, embeddingSize);
        Ranges.requireSome(MODEL_TYPE, WINDOWS, windows);
        Ranges.requirePositive(MODEL_TYPE, FILTERS, filters);
        Ranges.requireRate(MODEL_TYPE, DROPOUT, dropout);
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /**
     * The paper's windows of 3, 4 and 5 tokens and dropout of 0.5, with 64 filters each over 64
     * channels: for 10,000 tokens and 2 classes 689,730 parameters, nearly all of them the
     * embedding.
     */
    public static TextCnn small(int vocabularySize, int classes) {
        return new TextCnn(vocabularySize, 64, List.of(3, 4, 5), 64, 0.5f, classes);
    }

    static TextCnn of(ConfigEntries entries) {
        return new TextCnn(
                entries.integer(VOCABULARY),
                entries.integer(EMBEDDING),
                entries.integers(WINDOWS),
                entries.integer(FILTERS),
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
        map.put(WINDOWS, windows);
        map.put(FILTERS, filters);
        map.put(DROPOUT, dropout);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        TextInput text = TextInput.of(features);
        Embedding table = new Embedding(vocabularySize, embeddingSize, Initializers.normal(0.1));
        Tensor tokens = scope.apply("embedding", table, text.ids()); // [batch, time, channels]
        Tensor thinned = scope.apply("embedding_dropout", new Dropout(dropout), tokens);
        Tensor seen = thinned.mul(text.weights());
        Tensor joined = largest(scope, text, seen, 0);
        for (int i = 1; i < windows.size(); i++) {
            joined = joined.concat(1, largest(scope, text, seen, i));
        }
        Tensor kept = scope.apply("dropout", new Dropout(dropout), joined);
        return scope.apply("classifier", new Linear(classes), kept);
    }

    /** {@code [batch, filters]}. */
    private Tensor largest(Scope scope, TextInput text, Tensor seen, int kind) {
        Kernel kernel = Kernel.of(windows.get(kind)).withPadding(Padding.same());
        Tensor found = scope.apply("convs." + kind, new Conv(filters, kernel), seen).relu();
        return text.max(found, 0);
    }
}
