package io.steelyard.classification.architecture;

import io.steelyard.model.Scope;
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
 * Logistic regression, or with one class linear regression: {@code x W^T + b} of {@code numbers}
 * F32 {@code [batch, n]}, and for each column of {@code categories} I32 {@code [batch, m]} a row of
 * a table, which is what a weight for each of its values is. Images {@code pixel_values} are read
 * as one row of numbers each. All weights are 0 at first.
 *
 * <p>Parameters {@code linear.weight} {@code [classes, n]}, {@code linear.bias} {@code [classes]}
 * and {@code categories.0.weight} {@code [size, classes]} and so on.
 *
 * @param categorySizes the number of values of each column of categories ({@code category_sizes})
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record LinearModel(List<Integer> categorySizes, int classes) implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "linear";

    /** Throws {@code INVALID_ARGUMENT} for sizes below 1. */
    public LinearModel {
        categorySizes = List.copyOf(categorySizes);
        Ranges.requirePositive(MODEL_TYPE, "category_sizes", categorySizes);
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /** Of numbers alone. */
    public LinearModel(int classes) {
        this(List.of(), classes);
    }

    static LinearModel of(ConfigEntries entries) {
        return new LinearModel(entries.integers("category_sizes", List.of()), entries.classes());
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = ConfigEntries.begin(this);
        map.put("category_sizes", categorySizes);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        TableInput input = TableInput.of(features, categorySizes.size());
        List<Tensor> terms = new ArrayList<>(); // [batch, classes] each
        Linear linear = new Linear(classes, true, Initializers.zeros());
        input.numbers().ifPresent(it -> terms.add(scope.apply("linear", linear, it)));
        for (int i = 0; i < input.categories().size(); i++) {
            Embedding table = new Embedding(categorySizes.get(i), classes, Initializers.zeros());
            terms.add(scope.apply("categories." + i, table, input.categories().get(i)));
        }
        return terms.stream().reduce(Tensor::add).orElseThrow();
    }
}
