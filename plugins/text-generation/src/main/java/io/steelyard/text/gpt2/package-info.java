/**
 * The GPT-2 architecture: read {@link io.steelyard.text.gpt2.Gpt2Configuration} and {@link
 * io.steelyard.text.gpt2.Gpt2} first.
 */
@NullMarked
package io.steelyard.text.gpt2;

import org.jspecify.annotations.NullMarked;
