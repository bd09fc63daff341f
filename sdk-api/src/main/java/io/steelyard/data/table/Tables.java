package io.steelyard.data.table;

import io.steelyard.data.Datasets;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongPredicate;

/** Tables from values in memory, and from other tables. */
public final class Tables {
    private Tables() {}

    /**
     * A table in memory, as one block.
     *
     * @param name in messages
     * @param columns the names of the columns
     * @param rows the values of each row, null where one is missing
     * @throws SteelyardException {@code INVALID_DATA} for a column that is there twice, or a row
     *     with another number of values than columns
     */
    public static Table of(
            String name, List<String> columns, List<? extends List<@Nullable String>> rows) {
        requireDifferent(name, columns);
        List<Row> numbered = new ArrayList<>();
        for (List<@Nullable String> values : rows) {
            if (values.size() != columns.size()) {
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        name
                                + ", row "
                                + (numbered.size() + 1)
                                + ": it has "
                                + values.size()
                                + " values and the table "
                                + columns.size()
                                + " columns. Give each row a value for each column.");
            }
            numbered.add(new Row(values, numbered.size() + 1));
        }
        return new SimpleTable(name, columns, new Block(List.copyOf(numbered)));
    }

    /**
     * The rows of one table after those of another, as {@code train.csv} and {@code more.csv}. All
     * must have the same columns in the same order.
     *
     * @throws SteelyardException {@code INVALID_ARGUMENT} for no table; {@code INVALID_DATA} when
     *     the columns differ
     */
    public static Table concat(List<? extends Table> tables) {
        if (tables.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "No table was given to be joined; accepted are one or more.");
        }
        Table first = tables.getFirst();
        for (Table table : tables) {
            if (!table.columns().equals(first.columns())) {
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        "Tables with the same columns can be joined. "
                                + first.name()
                                + " has "
                                + first.columns()
                                + " and "
                                + table.name()
                                + " has "
                                + table.columns()
                                + ".");
            }
        }
        return new SimpleTable(
                String.join(" + ", tables.stream().map(Table::name).toList()),
                first.columns(),
                Datasets.concat(tables.stream().map(Table::rows).toList()));
    }

    /**
     * Some columns of a table, in the order in which they are named. Throws {@code INVALID_DATA}
     * for one that it lacks or that is named twice.
     */
    public static Table select(Table table, List<String> columns) {
        requireDifferent(table.name(), columns);
        int[] indices =
                columns.stream().mapToInt(name -> TableColumn.of(table, name).index()).toArray();
        return new SimpleTable(table.name(), columns, new SelectedColumns(table.rows(), indices));
    }

    /**
     * The rows of a table whose number, counted from 0, a test accepts, as one part of a {@link
     * io.steelyard.data.Split}: {@code Tables.where(table, split::isTraining)}. Its rows keep their
     * lines, and messages its name.
     *
     * @param row answers the same for the same number, from several threads
     */
    public static Table where(Table table, LongPredicate row) {
        return new SimpleTable(table.name(), table.columns(), Datasets.where(table.rows(), row));
    }

    private static void requireDifferent(String table, List<String> columns) {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        table
                                + " would have the column '"
                                + column
                                + "' twice. Give each column a name of its own.");
            }
        }
    }

    private record SimpleTable(String name, List<String> columns, BlockedDataset<Row> rows)
            implements Table {
        SimpleTable {
            columns = List.copyOf(columns);
        }
    }

    private record Block(List<Row> elements) implements BlockedDataset<Row> {
        @Override
        public int blocks() {
            return 1;
        }

        @Override
        public long start(int block) {
            return Objects.checkIndex(block, 2) == 0 ? 0 : elements.size();
        }

        @Override
        public List<Row> block(int block) {
            Objects.checkIndex(block, 1);
            return elements;
        }
    }

    private record SelectedColumns(BlockedDataset<Row> rows, int[] indices)
            implements BlockedDataset<Row> {
        @Override
        public int blocks() {
            return rows.blocks();
        }

        @Override
        public long start(int block) {
            return rows.start(block);
        }

        @Override
        public List<Row> block(int block) {
            return rows.block(block).stream().map(this::select).toList();
        }

        private Row select(Row row) {
            List<@Nullable String> values = new ArrayList<>(indices.length);
            for (int index : indices) {
                values.add(row.value(index));
            }
            return new Row(values, row.line());
        }
    }
}
