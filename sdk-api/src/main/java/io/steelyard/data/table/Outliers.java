package io.steelyard.data.table;

/** What becomes of numbers far from the quartiles of the training part. */
public enum Outliers {
    /** They stay. */
    KEEP,
    /** Their rows are left out of the training part. */
    DROP,
    /** The closest usual number takes their place, at inference too. */
    CLIP
}
