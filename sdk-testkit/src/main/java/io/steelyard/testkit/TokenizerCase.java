package io.steelyard.testkit;

import java.util.List;
import java.util.Optional;

/**
 * A text to learn a tokenizer from, and texts for it.
 *
 * @param kind which tokenizer of the plugin
 * @param trainingText what it is learned from
 * @param vocabularySize the size asked for; empty for kinds that find it themselves
 * @param texts which it must be able to express, or to encode if it is lossy
 * @param lossy whether a text cannot always be had back from its ids, as where rare words share one
 */
public record TokenizerCase(
        String kind,
        String trainingText,
        Optional<Integer> vocabularySize,
        List<String> texts,
        boolean lossy) {
    public TokenizerCase {
        texts = List.copyOf(texts);
    }

    /** Of a tokenizer that gives every text back. */
    public TokenizerCase(
            String kind,
            String trainingText,
            Optional<Integer> vocabularySize,
            List<String> texts) {
        this(kind, trainingText, vocabularySize, texts, false);
    }

    /** This of a tokenizer that does not give every text back. */
    public TokenizerCase withLoss() {
        return new TokenizerCase(kind, trainingText, vocabularySize, texts, true);
    }
}
