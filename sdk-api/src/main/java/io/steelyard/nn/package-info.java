/**
 * Layers, initializers, losses, optimizers and schedules: the implementations that come with the
 * SDK. Read {@link io.steelyard.nn.Dense}, {@link io.steelyard.nn.CausalSelfAttention} and {@link
 * io.steelyard.nn.AdamW} first.
 */
@NullMarked
package io.steelyard.nn;

import org.jspecify.annotations.NullMarked;
