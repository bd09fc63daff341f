package io.steelyard.classification;

import io.steelyard.classification.architecture.FeatureNames;
import io.steelyard.data.table.RowEncoder;
import io.steelyard.data.table.TableEncoder;
import io.steelyard.spi.Table;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows as {@code numbers} F32 {@code [batch, n]} and, where categories are embedded, {@code
 * categories} I32 {@code [batch, m]}.
 */
record TablePreprocessing(TableEncoder encoder) implements Preprocessing {
    static final String KIND = "tabular";
    private static final String FILE = "preprocessing.json";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Sizes sizes() {
        return new Sizes.OfRows(
                encoder.numberNames().size(),
                encoder.indexColumns().stream()
                        .map(column -> column.categories().size() + 1)
                        .toList());
    }

    @Override
    public Map<String, NdArray> features(List<? extends Example> examples) {
        int width = encoder.numberNames().size();
        int indexed = encoder.indexColumns().size();
        float[] numbers = new float[examples.size() * width];
        int[] categories = new int[examples.size() * indexed];
        @Nullable Table table = null;
        @Nullable RowEncoder rows = null;
        for (int i = 0; i < examples.size(); i++) {
            if (!(examples.get(i) instanceof Example.TableRow(Table of, var row))) {
                throw misfit(examples.get(i));
            }
            if (rows == null || table != of) {
                table = of;
                rows = encoder.on(of);
            }
            System.arraycopy(rows.numbers(row), 0, numbers, i * width, width);
            System.arraycopy(rows.categories(row), 0, categories, i * indexed, indexed);
        }
        Map<String, NdArray> features = new LinkedHashMap<>();
        features.put(FeatureNames.NUMBERS, NdArray.of(numbers, examples.size(), width));
        if (indexed > 0) {
            features.put(FeatureNames.CATEGORIES, NdArray.of(categories, examples.size(), indexed));
        }
        return features;
    }

    @Override
    public Map<String, TensorType> types(int examples) {
        Map<String, TensorType> types = new LinkedHashMap<>();
        types.put(
                FeatureNames.NUMBERS,
                TensorType.of(DType.F32, examples, encoder.numberNames().size()));
        if (!encoder.indexColumns().isEmpty()) {
            types.put(
                    FeatureNames.CATEGORIES,
                    TensorType.of(DType.I32, examples, encoder.indexColumns().size()));
        }
        return types;
    }

    @Override
    public void write(Path directory) throws IOException {
        JsonFiles.write(directory.resolve(FILE), encoder.toMap());
    }

    static TablePreprocessing read(Path directory) {
        return new TablePreprocessing(
                TableEncoder.fromMap(JsonFiles.read(directory.resolve(FILE)).map()));
    }
}
