/**
 * Files that are there whole or not at all, the safetensors format and the files of tokenizers.
 * Read {@link io.steelyard.file.AtomicDirectory}, {@link io.steelyard.file.Safetensors} and {@link
 * io.steelyard.file.TokenizerFile} first.
 */
@NullMarked
package io.steelyard.file;

import org.jspecify.annotations.NullMarked;
