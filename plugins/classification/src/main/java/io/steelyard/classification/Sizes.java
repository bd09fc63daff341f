package io.steelyard.classification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model has to fit, as the data says. */
sealed interface Sizes {
    /** Entries of {@code config.json}. */
    Map<String, Object> toMap();

    /** Images of one size. */
    record OfImages(int height, int width, int channels) implements Sizes {
        @Override
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("image_size", height == width ? height : List.of(height, width));
            map.put("num_channels", channels);
            return map;
        }
    }

    /**
     * Texts.
     *
     * @param positions tokens of the longest text that a model sees
     */
    record OfTexts(int vocabulary, int positions) implements Sizes {
        @Override
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("vocab_size", vocabulary);
            map.put("max_position_embeddings", positions);
            return map;
        }
    }

    /**
     * Rows of a table.
     *
     * @param numbers in a row
     * @param categories how many values each column of category indices has
     */
    record OfRows(int numbers, List<Integer> categories) implements Sizes {
        public OfRows {
            categories = List.copyOf(categories);
        }

        @Override
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("num_features", numbers);
            map.put("category_sizes", categories);
            return map;
        }
    }
}
