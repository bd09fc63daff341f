package io.steelyard.data.table;

import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;

/** Finds numbers far from the quartiles. */
final class OutlierPass implements RowVisitor {
    private record Usual(TableColumn column, Interval interval) {}

    private final List<Usual> columns = new ArrayList<>();
    private final BitSet rows = new BitSet();
    private long outliers;

    OutlierPass(Table table, TableProfile profile, List<String> features, double factor) {
        for (String name : features) {
            ColumnProfile column = profile.column(name);
            if (column.numeric()) {
                Interval interval = column.numbers().orElseThrow().usual(factor);
                columns.add(new Usual(TableColumn.of(table, name), interval));
            }
        }
    }

    @Override
    public void visit(long number, Row row) {
        for (Usual usual : columns) {
            OptionalDouble value = usual.column().number(row);
            if (value.isPresent() && !usual.interval().contains(value.getAsDouble())) {
                outliers++;
                rows.set((int) number);
            }
        }
    }

    /** The numbers of the rows that have one. */
    BitSet rows() {
        return rows;
    }

    /** How many there are. */
    long outliers() {
        return outliers;
    }
}
