package io.steelyard.testkit.opset;

/**
 * What must hold where an operation is recorded.
 *
 * @param label quoted by the message of its violation: {@code "C1"}
 * @param text the condition, as a sentence
 */
public record Constraint(String label, String text) {}
