/**
 * Files that are there whole or not at all, and the safetensors format. Read {@link
 * io.steelyard.file.AtomicDirectory} and {@link io.steelyard.file.Safetensors} first.
 */
@NullMarked
package io.steelyard.file;

import org.jspecify.annotations.NullMarked;
