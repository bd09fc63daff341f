package io.steelyard.data.table;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.jspecify.annotations.Nullable;

import java.util.OptionalDouble;

/**
 * The place of a column in a table, so that its values are found, and named in messages.
 *
 * @param table its name in messages
 * @param name of the column
 * @param index among the values of a row
 */
public record TableColumn(String table, String name, int index) {
    /** Throws {@code INVALID_DATA} naming the columns there are when it has none of this name. */
    public static TableColumn of(Table table, String name) {
        int index = table.columns().indexOf(name);
        if (index < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    table.name()
                            + " has no column '"
                            + name
                            + "'. "
                            + Suggestions.among(name, table.columns()));
        }
        return new TableColumn(table.name(), name, index);
    }

    /** What a row of the table has in this column; null where it is missing. */
    public @Nullable String value(Row row) {
        return row.value(index);
    }

    /**
     * The number that a row has in this column; empty where it is missing. Throws {@code
     * INVALID_DATA} naming file, line, column and value where it is none.
     */
    public OptionalDouble number(Row row) {
        String value = row.value(index);
        if (value == null) {
            return OptionalDouble.empty();
        }
        double number = Decimal.parse(value);
        if (Double.isNaN(number)) {
            throw noNumber(row.line(), value);
        }
        return OptionalDouble.of(number);
    }

    /** {@code INVALID_DATA} for a value that is no number, on a line of the table. */
    public SteelyardException noNumber(long line, String value) {
        return refusal(
                line,
                "'"
                        + abbreviated(value)
                        + "' is no number. Correct it, or name it among the values that stand for"
                        + " a missing one.");
    }

    /** {@code INVALID_DATA} with a sentence about a line of the table in this column. */
    public SteelyardException refusal(long line, String sentence) {
        return new SteelyardException(
                ErrorCode.INVALID_DATA,
                table + ", line " + line + ", column '" + name + "': " + sentence);
    }

    /** A value short enough for a message. */
    static String abbreviated(String value) {
        int most = 60;
        return value.length() <= most ? value : value.substring(0, most) + "...";
    }
}
