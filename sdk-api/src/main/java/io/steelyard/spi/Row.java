package io.steelyard.spi;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A row of a table as it stands in its source: text, or nothing where a value is missing.
 *
 * @param values one for each column of the table, in their order; null where it is missing
 * @param line of the file on which the row begins, from 1; the number of the row where there is no
 *     file
 */
public record Row(List<@Nullable String> values, long line) {
    public Row {
        values = Collections.unmodifiableList(Arrays.asList(values.toArray(new String[0])));
    }

    /** The value of a column, by its index; null where it is missing. */
    public @Nullable String value(int column) {
        return values.get(column);
    }
}
