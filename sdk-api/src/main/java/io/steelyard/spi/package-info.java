/**
 * What third parties implement. Read {@code Plugin}, {@code Backend} and {@link
 * io.steelyard.spi.Tokenizer} first.
 */
@NullMarked
package io.steelyard.spi;

import org.jspecify.annotations.NullMarked;
