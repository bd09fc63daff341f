/**
 * Text for language models: where it comes from and how its tokens become characters again. Read
 * {@link io.steelyard.text.TextCorpus}, {@link io.steelyard.text.TokenizerSpec} and {@link
 * io.steelyard.text.Utf8Stream} first.
 */
@NullMarked
package io.steelyard.text;

import org.jspecify.annotations.NullMarked;
