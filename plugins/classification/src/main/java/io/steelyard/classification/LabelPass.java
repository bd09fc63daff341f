package io.steelyard.classification;

import io.steelyard.data.table.ColumnTally;
import io.steelyard.data.table.RowVisitor;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.TargetKind;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;

/** Finds out what the label column has. */
final class LabelPass implements RowVisitor {
    private static final int MISSING = -1;

    private final TableColumn column;
    private final ColumnTally tally;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** The number of each row's label; equal labels have equal numbers. */
    private final int[] classes;

    LabelPass(Table table, TableColumn column) {
        this.column = column;
        this.tally = new ColumnTally(column.name(), 1);
        BlockedDataset<Row> rows = table.rows();
        this.classes = new int[Math.toIntExact(rows.start(rows.blocks()))];
    }

    @Override
    public void visit(long number, Row row) {
        String label = column.value(row);
        tally.add(label, row.line());
        classes[(int) number] = label == null ? MISSING : number(label);
    }

    /** More labels than there may be classes have one number, as no split asks for them. */
    private int number(String label) {
        Integer known = numbers.get(label);
        if (known == null) {
            known = numbers.size();
            if (known < ColumnTally.MOST_CATEGORIES) {
                numbers.put(label, known);
            }
        }
        return known;
    }

    /** How many rows there are. */
    int rows() {
        return classes.length;
    }

    /** What is predicted, where nobody said it. */
    TargetKind kind() {
        return TargetKind.of(tally.profile());
    }

    /** The classes of the chosen rows, in their order; once, as they move together in place. */
    int[] classes(LongPredicate chosen) {
        int count = 0;
        for (int row = 0; row < classes.length; row++) {
            if (chosen.test(row)) {
                classes[count++] = classes[row];
            }
        }
        return count == classes.length ? classes : Arrays.copyOf(classes, count);
    }
}
