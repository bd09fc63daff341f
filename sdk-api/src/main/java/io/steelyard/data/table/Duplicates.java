package io.steelyard.data.table;

/** What becomes of rows that equal an earlier one in all columns. */
public enum Duplicates {
    /** They stay. */
    KEEP,
    /** They are left out. */
    DROP
}
