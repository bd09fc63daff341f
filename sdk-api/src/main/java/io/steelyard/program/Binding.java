package io.steelyard.program;

/** A value of a function under the name by which the outside knows it. */
public record Binding(String name, Value value) {}
