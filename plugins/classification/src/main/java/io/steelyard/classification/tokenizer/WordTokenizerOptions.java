package io.steelyard.classification.tokenizer;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * What a {@link WordTokenizer} learns and does.
 *
 * @param vocabularySize token ids at most, the special ones among them
 * @param minimumCount how often a word must occur in the training texts to have an id
 * @param lowercase whether texts are lower-cased
 * @param framed whether a text is framed by {@code [CLS]} and {@code [SEP]}, as BERT has it
 */
public record WordTokenizerOptions(
        int vocabularySize, int minimumCount, boolean lowercase, boolean framed) {
    /** Throws {@code INVALID_ARGUMENT} for a size that leaves no word, and a count below 1. */
    public WordTokenizerOptions {
        int special = SpecialToken.of(framed).size();
        if (vocabularySize <= special || minimumCount < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A word tokenizer with a vocabulary of "
                            + vocabularySize
                            + " tokens of words that occur "
                            + minimumCount
                            + " times was asked for; accepted are more than the "
                            + special
                            + " special tokens, and 1 time or more.");
        }
    }

    /** The 20,000 most frequent tokens, however rare, lower-cased, without a frame. */
    public static WordTokenizerOptions defaults() {
        return new WordTokenizerOptions(20_000, 1, true, false);
    }

    /** The same with another size of the vocabulary. */
    public WordTokenizerOptions withVocabularySize(int value) {
        return new WordTokenizerOptions(value, minimumCount, lowercase, framed);
    }

    /** The same with another least number of occurrences. */
    public WordTokenizerOptions withMinimumCount(int value) {
        return new WordTokenizerOptions(vocabularySize, value, lowercase, framed);
    }

    /** The same with or without lower-casing. */
    public WordTokenizerOptions withLowercase(boolean value) {
        return new WordTokenizerOptions(vocabularySize, minimumCount, value, framed);
    }

    /** The same with or without {@code [CLS]} and {@code [SEP]}. */
    public WordTokenizerOptions withFrame(boolean value) {
        return new WordTokenizerOptions(vocabularySize, minimumCount, lowercase, value);
    }
}
