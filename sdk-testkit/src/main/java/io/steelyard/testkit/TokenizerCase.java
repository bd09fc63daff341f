package io.steelyard.testkit;

import java.util.List;
import java.util.Optional;

/**
 * A text to learn a tokenizer from, and texts for it.
 *
 * @param kind which tokenizer of the plugin
 * @param trainingText what it is learned from
 * @param vocabularySize the size asked for; empty for kinds that find it themselves
 * @param texts which it must be able to express
 */
public record TokenizerCase(
        String kind, String trainingText, Optional<Integer> vocabularySize, List<String> texts) {
    public TokenizerCase {
        texts = List.copyOf(texts);
    }
}
