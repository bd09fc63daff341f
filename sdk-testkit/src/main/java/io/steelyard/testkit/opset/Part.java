package io.steelyard.testkit.opset;

/**
 * An operand, attribute or result.
 *
 * @param name in formulas
 * @param text its type and what it is
 */
public record Part(String name, String text) {}
