package io.steelyard.classification.architecture;

import io.steelyard.model.Initializer;
import io.steelyard.model.Scope;
import io.steelyard.nn.Bidirectional;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Linear;
import io.steelyard.nn.Lstm;
import io.steelyard.nn.RecurrentInput;
import io.steelyard.nn.RecurrentOutput;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * An embedding, an LSTM and a linear layer on what stands for its states: the last one, or mean and
 * maximum over the tokens beside it (concatenated, as in Howard and Ruder 2018, section 3.3). Reads
 * {@code input_ids} and {@code attention_mask} I32 {@code [batch, time]}; texts are padded at their
 * end, and how much does not change the logits.
 *
 * <p>Parameters {@code embedding.weight} {@code [vocabulary, channels]}, {@code lstm.weight_ih_l0}
 * ... under PyTorch's names, {@code classifier.weight} and {@code classifier.bias}. The bias of the
 * forget gates is 1 at first (Jozefowicz et al. 2015, section 5), without which nothing is
 * remembered over some hundred steps.
 *
 * @param vocabularySize token ids ({@code vocab_size})
 * @param embeddingSize channels of a token ({@code embedding_size})
 * @param hidden size of the states ({@code hidden_size})
 * @param layers of the LSTM ({@code num_hidden_layers})
 * @param bidirectional whether it runs in both directions ({@code bidirectional})
 * @param pooling what the linear layer sees, side by side ({@code pooling})
 * @param dropout after the embedding, between layers and before the linear layer ({@code dropout})
 * @param initializerRange standard deviation of the first embedding ({@code initializer_range})
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record LstmClassifier(
        int vocabularySize,
        int embeddingSize,
        int hidden,
        int layers,
        boolean bidirectional,
        List<Pooling> pooling,
        float dropout,
        float initializerRange,
        int classes)
        implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "lstm";

    static final String EMBEDDING = "embedding_size";
    static final String HIDDEN = "hidden_size";
    static final String LAYERS = "num_hidden_layers";
    static final String DROPOUT = "dropout";
    private static final String VOCABULARY = "vocab_size";
    private static final String BIDIRECTIONAL = "bidirectional";
    private static final String POOLING = "pooling";
    private static final String RANGE = "initializer_range";

    /** Throws {@code INVALID_ARGUMENT} for sizes below 1, no pooling, and a rate outside [0, 1). */
    public LstmClassifier {
        pooling = List.copyOf(pooling);
        Ranges.requirePositive(MODEL_TYPE, VOCABULARY, vocabularySize);
        Ranges.requirePositive(MODEL_TYPE, EMBEDDING, embeddingSize);
        Ranges.requirePositive(MODEL_TYPE, HIDDEN, hidden);
        Ranges.requirePositive(MODEL_TYPE, LAYERS, layers);
        Ranges.require(!pooling.isEmpty(), MODEL_TYPE, POOLING, pooling, "one or more");
        Ranges.requireRate(MODEL_TYPE, DROPOUT, dropout);
        Ranges.requireNotNegative(MODEL_TYPE, RANGE, initializerRange);
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /**
     * One layer of 64 units in both directions over 64 channels, with mean and maximum pooling: for
     * 10,000 tokens and 2 classes 707,074 parameters, nearly all of them the embedding.
     */
    public static LstmClassifier small(int vocabularySize, int classes) {
        return new LstmClassifier(
                vocabularySize,
                64,
                64,
                1,
                true,
                List.of(Pooling.MEAN, Pooling.MAX),
                0.5f,
                0.1f,
                classes);
    }

    static LstmClassifier of(ConfigEntries entries) {
        return new LstmClassifier(
                entries.integer(VOCABULARY),
                entries.integer(EMBEDDING),
                entries.integer(HIDDEN),
                entries.integer(LAYERS, 1),
                entries.flag(BIDIRECTIONAL, false),
                Pooling.read(entries, POOLING),
                entries.number(DROPOUT, 0),
                entries.number(RANGE, 0.1f),
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
        map.put(HIDDEN, hidden);
        map.put(LAYERS, layers);
        map.put(BIDIRECTIONAL, bidirectional);
        map.put(POOLING, pooling.stream().map(Pooling::text).toList());
        map.put(DROPOUT, dropout);
        map.put(RANGE, initializerRange);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        TextInput text = TextInput.of(features);
        Tensor values = embed(scope, text.ids());
        RecurrentInput input = RecurrentInput.of(values).withLengths(text.lengths());
        return classify(scope, text, run(scope, input));
    }

    /** The logits of sequences that all have their full length, I32 {@code [batch, time]}. */
    Tensor unpadded(Scope scope, Tensor ids) {
        RecurrentInput input = RecurrentInput.of(embed(scope, ids));
        return classify(scope, new TextInput(ids, ids.filled(1)), run(scope, input));
    }

    private Tensor embed(Scope scope, Tensor ids) {
        Initializer initializer = Initializers.normal(initializerRange);
        Embedding table = new Embedding(vocabularySize, embeddingSize, initializer);
        Tensor values = scope.apply("embedding", table, ids); // [batch, time, channels]
        return scope.apply("embedding_dropout", new Dropout(dropout), values);
    }

    private RecurrentOutput run(Scope scope, RecurrentInput input) {
        Scope part = scope.child("lstm");
        Lstm lstm = new Lstm(hidden, layers, dropout).withForgetBias(1);
        return bidirectional ? new Bidirectional(lstm).run(part, input) : lstm.run(part, input);
    }

    private Tensor classify(Scope scope, TextInput text, RecurrentOutput output) {
        List<Tensor> parts = new ArrayList<>(); // [batch, channels] each
        for (Pooling each : pooling) {
            switch (each) {
                case LAST -> parts.addAll(last(output.states().getFirst()));
                case MEAN -> parts.add(text.mean(output.values()));
                case MAX -> parts.add(text.max(output.values(), -1)); // states lie above -1
            }
        }
        Tensor first = parts.removeFirst();
        Tensor joined = parts.isEmpty() ? first : first.concat(-1, parts.toArray(Tensor[]::new));
        Tensor thinned = scope.apply("dropout", new Dropout(dropout), joined);
        return scope.apply("classifier", new Linear(classes), thinned);
    }

    /** The states of the last layer, of {@code [layers * directions, batch, hidden]}. */
    private List<Tensor> last(Tensor states) {
        long rows = states.size(0);
        return states
                .slice(0, rows - (bidirectional ? 2 : 1), rows)
                .split(0, bidirectional ? 2 : 1)
                .stream()
                .map(state -> state.squeeze(0))
                .toList();
    }
}
