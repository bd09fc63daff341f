package io.steelyard.composite;

import io.steelyard.program.Tensor;

/**
 * The two operands that fix a stream of random bits: see {@link
 * io.steelyard.program.Op.RandomBits}.
 *
 * @param key I32 {@code [2]}: who draws
 * @param stream I32 {@code [2]}: which draw, usually the step
 */
public record RandomKey(Tensor key, Tensor stream) {}
