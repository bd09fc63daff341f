package io.steelyard.data.table;

/** What becomes of a feature column. */
public enum ColumnEncoding {
    /** One number, scaled. */
    NUMBER,
    /** One number a category: 1 at that of the row, and 0 elsewhere. */
    ONE_HOT,
    /** The index of the row's category, for an embedding; 0 stands for those not seen before. */
    INDEX,
    /** Nothing: the model does not see it. */
    LEAVE_OUT
}
