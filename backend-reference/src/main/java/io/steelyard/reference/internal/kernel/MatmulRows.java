package io.steelyard.reference.internal.kernel;

/**
 * An operand of a matrix product whose rows are made when they are packed and lie nowhere else.
 * Safe for concurrent use.
 */
interface MatmulRows {
    /**
     * Writes the columns {@code column} to {@code column + columns} of some rows, each {@code
     * packedRow} floats after the one before.
     *
     * @param packed the address of the first
     */
    void pack(int row, int rows, int column, int columns, long packed, int packedRow);
}
