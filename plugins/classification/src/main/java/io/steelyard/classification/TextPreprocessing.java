package io.steelyard.classification;

import io.steelyard.classification.architecture.FeatureNames;
import io.steelyard.classification.tokenizer.WordTokenizer;
import io.steelyard.data.LengthBuckets;
import io.steelyard.data.text.TextCleaning;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.Tokenizer;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Texts as {@code input_ids} and {@code attention_mask}, I32 {@code [batch, time]} each. The time
 * is that of the longest text, rounded up so that batches have few shapes; padding is 0 in both.
 *
 * @param column of the texts, in tables that have others
 * @param maxLength tokens of a text that count
 */
record TextPreprocessing(String column, Tokenizer tokenizer, int maxLength, boolean clean)
        implements Preprocessing {
    static final String KIND = "text";
    private static final String FILE = "preprocessing.json";

    /** Lengths are multiples of this. */
    private static final int ROUNDING = 16;

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Sizes sizes() {
        return new Sizes.OfTexts(tokenizer.vocabularySize(), maxLength);
    }

    @Override
    public Map<String, NdArray> features(List<? extends Example> examples) {
        return features(examples, UnaryOperator.identity());
    }

    /**
     * The same of changed tokens.
     *
     * @param change keeps the number of tokens of a text
     */
    Map<String, NdArray> features(List<? extends Example> examples, UnaryOperator<int[]> change) {
        List<int[]> tokens = new ArrayList<>(examples.size());
        int longest = 1;
        for (Example example : examples) {
            int[] ids = change.apply(tokens(example));
            tokens.add(ids);
            longest = Math.max(longest, ids.length);
        }
        int time = Math.min(maxLength, Math.ceilDiv(longest, ROUNDING) * ROUNDING);
        int[] ids = new int[examples.size() * time];
        int[] mask = new int[examples.size() * time];
        for (int i = 0; i < tokens.size(); i++) {
            int[] text = tokens.get(i);
            System.arraycopy(text, 0, ids, i * time, text.length);
            Arrays.fill(mask, i * time, i * time + text.length, 1);
        }
        Map<String, NdArray> features = new LinkedHashMap<>();
        features.put(FeatureNames.INPUT_IDS, NdArray.of(ids, examples.size(), time));
        features.put(FeatureNames.ATTENTION_MASK, NdArray.of(mask, examples.size(), time));
        return features;
    }

    /** Groups of texts that are padded to the same length. */
    LengthBuckets buckets(int batchSize, int window) {
        return LengthBuckets.multiples(ROUNDING, maxLength, batchSize, window);
    }

    /** The tokens of a text that count. */
    int length(Example example) {
        return tokens(example).length;
    }

    /** At most as many as count. */
    private int[] tokens(Example example) {
        if (!(example instanceof Example.Text(String text, String origin))) {
            throw misfit(example);
        }
        try {
            String cleaned = clean ? TextCleaning.defaults().clean(text) : text;
            if (tokenizer instanceof WordTokenizer words) {
                return words.encode(cleaned, maxLength); // keeps the token that ends a framed text
            }
            int[] ids = tokenizer.encode(cleaned);
            return ids.length > maxLength ? Arrays.copyOf(ids, maxLength) : ids;
        } catch (SteelyardException refused) {
            throw new SteelyardException(
                    refused.code(), origin + ": " + refused.getMessage(), refused);
        }
    }

    @Override
    public Map<String, TensorType> types(int examples) {
        return types(examples, Math.min(maxLength, ROUNDING));
    }

    @Override
    public Map<String, TensorType> largest() {
        return types(1, maxLength);
    }

    private static Map<String, TensorType> types(int examples, int time) {
        Map<String, TensorType> types = new LinkedHashMap<>();
        types.put(FeatureNames.INPUT_IDS, TensorType.of(DType.I32, examples, time));
        types.put(FeatureNames.ATTENTION_MASK, TensorType.of(DType.I32, examples, time));
        return types;
    }

    @Override
    public void write(Path directory) throws IOException {
        tokenizer.save(directory);
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("column", column);
        entries.put("tokenizer", tokenizer.kind());
        entries.put("max_length", maxLength);
        entries.put("clean", clean);
        JsonFiles.write(directory.resolve(FILE), entries);
    }

    static TextPreprocessing read(Path directory, TaskContext context) {
        JsonFiles.Entries entries = JsonFiles.read(directory.resolve(FILE));
        try {
            return new TextPreprocessing(
                    entries.text("column"),
                    context.tokenizer(entries.text("tokenizer")).load(directory),
                    entries.integer("max_length"),
                    entries.flag("clean"));
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    "The tokenizer in "
                            + directory
                            + " cannot be read: "
                            + unreadable.getMessage()
                            + ". Use another copy or an earlier checkpoint.",
                    unreadable);
        }
    }
}
