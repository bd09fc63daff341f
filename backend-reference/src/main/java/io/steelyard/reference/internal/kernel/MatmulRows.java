package io.steelyard.reference.internal.kernel;

/**
 * An operand of a matrix product whose rows are made when they are packed and lie nowhere else.
 * Safe for concurrent use.
 */
interface MatmulRows {
    /**
     * Writes the columns {@code column} to {@code column + columns} of some rows to {@code
     * packed[at + r * packedRow + c]}.
     */
    void pack(int row, int rows, int column, int columns, float[] packed, int at, int packedRow);
}
