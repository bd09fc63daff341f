package io.steelyard.data.table;

/**
 * A feature column that a model does not see.
 *
 * @param name of the column
 * @param reason why not, to be read after "because"
 */
public record LeftOut(String name, String reason) {}
