package io.steelyard.data.table;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.spi.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes numbers of the feature columns of a table, as fitted to its training part. Immutable and
 * safe for use from many threads.
 *
 * @param columns those that are used, in the order of the features
 * @param leftOut those that are not
 */
public record TableEncoder(List<ColumnEncoder> columns, List<LeftOut> leftOut) {
    public TableEncoder {
        columns = List.copyOf(columns);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Fits to a profile of the training part. Numbers become numbers, texts with few different
     * values categories; a column without values, with one value, or of texts with many different
     * ones is left out, unless the encoding names it.
     *
     * @param features the columns that a model may see
     * @throws SteelyardException {@code INVALID_DATA} naming file, line, column and value for a
     *     text among the numbers of a column, and the column for one that cannot be encoded as was
     *     asked, that is not there, or when none remains; {@code INVALID_ARGUMENT} when the
     *     encoding names a column that is no feature
     */
    public static TableEncoder fit(
            TableProfile training, List<String> features, TableEncoding encoding) {
        for (String name : encoding.columns().keySet()) {
            if (!features.contains(name)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The encoding names the column '"
                                + name
                                + "', which is no feature. "
                                + Suggestions.among(name, features));
            }
        }
        ColumnFitting fitting = new ColumnFitting(training.table(), encoding);
        List<ColumnEncoder> columns = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        for (String name : features) {
            ColumnProfile column = training.column(name);
            fitting.reasonToLeaveOut(column)
                    .ifPresentOrElse(
                            reason -> leftOut.add(new LeftOut(name, reason)),
                            () -> columns.add(fitting.fit(column)));
        }
        if (columns.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    training.table()
                            + " has no column that a model can learn from"
                            + leftOut.stream()
                                    .map(out -> "; '" + out.name() + "' because " + out.reason())
                                    .collect(Collectors.joining())
                            + ".");
        }
        return new TableEncoder(columns, leftOut);
    }

    /**
     * Finds the columns in a table, which may have them in another order and others beside them.
     * Throws {@code INVALID_DATA} naming one that it lacks.
     */
    public RowEncoder on(Table table) {
        return new RowEncoder(this, table);
    }

    /**
     * What each number of a row is: {@code "age"}, or {@code "color=red"} for a category; as many
     * as {@link RowEncoder#numbers} gives.
     */
    public List<String> numberNames() {
        List<String> names = new ArrayList<>();
        for (ColumnEncoder column : columns) {
            switch (column) {
                case ColumnEncoder.Number number -> names.add(number.name());
                case ColumnEncoder.OneHot categories ->
                        categories
                                .categories()
                                .forEach(value -> names.add(categories.name() + "=" + value));
                case ColumnEncoder.Index _ -> {}
            }
        }
        return List.copyOf(names);
    }

    /** The columns of {@link RowEncoder#categories}, in their order. */
    public List<ColumnEncoder.Index> indexColumns() {
        return columns.stream()
                .filter(ColumnEncoder.Index.class::isInstance)
                .map(ColumnEncoder.Index.class::cast)
                .toList();
    }

    /** As plain JSON values. */
    public Map<String, Object> toMap() {
        return SavedEncoders.toMap(this);
    }

    /** From what {@link #toMap} gave. Throws {@code INVALID_FILE} for what it did not. */
    public static TableEncoder fromMap(Map<String, Object> map) {
        return SavedEncoders.tableEncoder(map);
    }
}
