/**
 * Texts as words. Read {@link io.steelyard.classification.tokenizer.WordTokenizer}, {@link
 * io.steelyard.classification.tokenizer.WordTokenizerOptions} and {@link
 * io.steelyard.classification.tokenizer.WordTokenizerFactory} first.
 */
@NullMarked
package io.steelyard.classification.tokenizer;

import org.jspecify.annotations.NullMarked;
