package io.steelyard.classification.architecture;

import io.steelyard.model.Initializer;
import io.steelyard.model.Scope;
import io.steelyard.nn.Activation;
import io.steelyard.nn.BatchNorm;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Linear;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A multilayer perceptron: hidden layers, each followed by batch normalization if wanted, an
 * activation and dropout, and a last layer. It reads {@code numbers} F32 {@code [batch, n]} beside
 * a trained vector for each column of {@code categories} I32 {@code [batch, m]} (Guo and Berkhahn
 * 2016, "Entity embeddings of categorical variables"); or images {@code pixel_values}, each as one
 * row of numbers.
 *
 * <p>Parameters {@code categories.0.weight}, {@code hidden.0.weight}, {@code hidden.0.bias}, {@code
 * norm.0.weight} ..., {@code output.weight}, {@code output.bias}; matrices are {@code [out, in]}.
 *
 * @param categories one for each column of categories
 * @param hiddenSizes units of the hidden layers ({@code hidden_sizes})
 * @param activation after each of them ({@code hidden_act})
 * @param batchNorm whether each is normalized ({@code batch_norm})
 * @param dropout after each of them ({@code hidden_dropout_prob})
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record Mlp(
        List<Category> categories,
        List<Integer> hiddenSizes,
        Activation activation,
        boolean batchNorm,
        float dropout,
        int classes)
        implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "mlp";

    private static final String SIZES = "category_sizes";
    private static final String CHANNELS = "category_channels";
    private static final String HIDDEN = "hidden_sizes";
    private static final String ACTIVATION = "hidden_act";
    private static final String DROPOUT = "hidden_dropout_prob";

    /**
     * A column of categories.
     *
     * @param size the number of its values ({@code category_sizes})
     * @param channels of the vector that stands for a value ({@code category_channels})
     */
    public record Category(int size, int channels) {
        /** Throws {@code INVALID_ARGUMENT} for sizes below 1. */
        public Category {
            Ranges.requirePositive(MODEL_TYPE, SIZES, size);
            Ranges.requirePositive(MODEL_TYPE, CHANNELS, channels);
        }

        /** With half as many channels as values, rounded up, and at most 50. */
        public static Category of(int size) {
            return new Category(size, Math.clamp((size + 1L) / 2, 1, 50));
        }
    }

    /** Throws {@code INVALID_ARGUMENT} for sizes below 1 and a rate outside [0, 1). */
    public Mlp {
        categories = List.copyOf(categories);
        hiddenSizes = List.copyOf(hiddenSizes);
        Ranges.requirePositive(MODEL_TYPE, HIDDEN, hiddenSizes);
        Activations.require(MODEL_TYPE, ACTIVATION, activation);
        Ranges.requireRate(MODEL_TYPE, DROPOUT, dropout);
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /**
     * Two hidden layers of 256 units with rectifiers and a little dropout: 66,000 parameters and
     * 256 for each column. For tables of some thousand rows.
     *
     * @param categorySizes the number of values of each column of categories
     */
    public static Mlp small(List<Integer> categorySizes, int classes) {
        List<Category> categories = categorySizes.stream().map(Category::of).toList();
        return new Mlp(categories, List.of(256, 256), Activation.RELU, false, 0.05f, classes);
    }

    static Mlp of(ConfigEntries entries) {
        List<Integer> sizes = entries.integers(SIZES, List.of());
        List<Integer> channels = entries.integers(CHANNELS, List.of());
        if (sizes.size() != channels.size()) {
            throw entries.unsupported(
                    CHANNELS, channels, "as many numbers as " + SIZES + " " + sizes);
        }
        List<Category> categories = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            categories.add(new Category(sizes.get(i), channels.get(i)));
        }
        return new Mlp(
                categories,
                entries.integers(HIDDEN),
                Activations.read(entries, ACTIVATION, Activation.RELU),
                entries.flag("batch_norm", false),
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
        map.put(SIZES, categories.stream().map(Category::size).toList());
        map.put(CHANNELS, categories.stream().map(Category::channels).toList());
        map.put(HIDDEN, hiddenSizes);
        map.put(ACTIVATION, Activations.name(activation));
        map.put("batch_norm", batchNorm);
        map.put(DROPOUT, dropout);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor x = joined(scope, TableInput.of(features, categories.size()));
        for (int i = 0; i < hiddenSizes.size(); i++) {
            x = scope.apply("hidden." + i, new Linear(hiddenSizes.get(i), true, first()), x);
            x = batchNorm ? scope.apply("norm." + i, new BatchNorm(), x) : x;
            x = activation.forward(scope, x);
            x = scope.apply("dropout." + i, new Dropout(dropout), x);
        }
        return scope.apply("output", new Linear(classes), x);
    }

    /** {@code [batch, n + the channels of the categories]}. */
    private Tensor joined(Scope scope, TableInput input) {
        List<Tensor> parts = new ArrayList<>(input.numbers().stream().toList());
        for (int i = 0; i < input.categories().size(); i++) {
            Category category = categories.get(i);
            Embedding table =
                    new Embedding(category.size(), category.channels(), Initializers.normal(0.05));
            parts.add(scope.apply("categories." + i, table, input.categories().get(i)));
        }
        Tensor first = parts.removeFirst();
        return parts.isEmpty() ? first : first.concat(-1, parts.toArray(Tensor[]::new));
    }

    private Initializer first() {
        return switch (activation) {
            case SIGMOID, TANH -> Initializers.glorotUniform();
            case RELU, RELU6, ELU, SOFTPLUS, GELU, GELU_TANH, SILU, MISH, SOFTMAX, LOG_SOFTMAX ->
                    Initializers.heNormal();
        };
    }
}
