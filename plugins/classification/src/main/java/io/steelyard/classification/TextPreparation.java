package io.steelyard.classification;

import static io.steelyard.classification.RecipeChecks.require;

/**
 * What is done to texts before a model sees them.
 *
 * @param tokenizer the registered kind of tokenizer that is learned from the training texts
 * @param vocabularySize tokens that it knows at most
 * @param maxLength tokens of a text that count; the rest is left out
 * @param erasing the share of tokens of a training text that are hidden, drawn anew in each epoch
 * @param clean whether texts are brought to Unicode's form NFC, control characters removed and
 *     white space joined
 */
public record TextPreparation(
        String tokenizer, int vocabularySize, int maxLength, double erasing, boolean clean) {
    /** Throws {@code INVALID_ARGUMENT} naming the first component that is out of range. */
    public TextPreparation {
        require(vocabularySize >= 3, "texts.vocabulary_size", vocabularySize, "3 or more");
        require(maxLength >= 1, "texts.max_length", maxLength, "1 or more");
        require(
                erasing >= 0 && erasing < 1,
                "texts.erasing",
                erasing,
                "0 up to, but not including, 1");
    }
}
