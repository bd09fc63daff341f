/**
 * Tokenizers for text generation. Read {@link io.steelyard.text.tokenizer.CharTokenizer}, {@link
 * io.steelyard.text.tokenizer.ByteLevelBpe} and {@link
 * io.steelyard.text.tokenizer.ByteLevelBpeFactory} first.
 */
@NullMarked
package io.steelyard.text.tokenizer;

import org.jspecify.annotations.NullMarked;
