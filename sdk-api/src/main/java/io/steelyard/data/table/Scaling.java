package io.steelyard.data.table;

/** How numbers are brought to a common scale, by what the training part has. */
public enum Scaling {
    /** As they are. */
    NONE,
    /** The smallest becomes 0 and the largest 1. */
    UNIT,
    /** The smallest becomes -1 and the largest 1. */
    SYMMETRIC,
    /** The mean becomes 0 and the standard deviation 1: z-scores. */
    STANDARD
}
