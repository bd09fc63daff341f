package io.steelyard.data.table;

import io.steelyard.data.Datasets;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.function.LongPredicate;

/** Sees rows of a table, one after the other. */
public interface RowVisitor {
    /**
     * Sees a row.
     *
     * @param number of the row, from 0
     */
    void visit(long number, Row row);

    /** Shows the chosen rows of a table, by their numbers from 0, in their order. */
    static void visit(Table table, LongPredicate chosen, RowVisitor visitor) {
        long number = 0;
        try (DatasetIterator<Row> rows = Datasets.readAhead(table.rows()).iterator(Cursor.START)) {
            while (rows.hasNext()) {
                Row row = rows.next();
                if (chosen.test(number)) {
                    visitor.visit(number, row);
                }
                number++;
            }
        }
    }
}
