package io.steelyard.data.table;

/** What becomes of rows with missing values before training; at inference they are imputed. */
public enum MissingValues {
    /** The row is left out. */
    DROP,
    /** The median of the training part takes their place, or the mode in a column of categories. */
    IMPUTE
}
