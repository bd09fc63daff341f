package io.steelyard.data.table;

import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.function.LongPredicate;

/** Sees rows of a table, one after the other. */
interface RowVisitor {
    /**
     * Sees a row.
     *
     * @param number of the row, from 0
     */
    void visit(long number, Row row);

    /** Shows the chosen rows of a table, by their numbers. */
    static void visit(Table table, LongPredicate chosen, RowVisitor visitor) {
        BlockedDataset<Row> rows = table.rows();
        for (int block = 0; block < rows.blocks(); block++) {
            long number = rows.start(block);
            for (Row row : rows.block(block)) {
                if (chosen.test(number)) {
                    visitor.visit(number, row);
                }
                number++;
            }
        }
    }
}
