package io.steelyard.testkit.opset;

/**
 * What an operation, or one kind of it, computes.
 *
 * @param summary one sentence
 * @param formula lines of plain text; {@code dx} is the gradient of x
 * @param gradient how it is differentiated, in sentences
 * @param numerics how near a backend must come; NaN, ties and overflow; in sentences
 */
public record Meaning(String summary, String formula, String gradient, String numerics) {}
