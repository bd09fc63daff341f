package io.steelyard.classification;

import io.steelyard.data.image.Image;
import io.steelyard.data.table.Tables;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One thing to classify. */
public sealed interface Example {
    /** What messages call it: a path, or a file and a line. */
    String origin();

    /**
     * A picture.
     *
     * @param image its pixels
     */
    record Picture(Image image, String origin) implements Example {}

    /**
     * A text.
     *
     * @param text what is classified
     */
    record Text(String text, String origin) implements Example {}

    /**
     * A row of a table, with the columns that the model was trained on among its own.
     *
     * @param table that it is of, for the names of its columns
     * @param row its values
     */
    record TableRow(Table table, Row row) implements Example {
        @Override
        public String origin() {
            return table.name() + ", line " + row.line();
        }
    }

    /** A picture that no file holds. */
    static Example of(Image image) {
        return new Picture(image, "the image");
    }

    /** A text that no file holds. */
    static Example of(String text) {
        return new Text(text, "the text");
    }

    /**
     * A row that no file holds: values by the names of their columns, null where one is missing.
     */
    static Example of(Map<String, ? extends @Nullable String> values) {
        Table table =
                Tables.of(
                        "the row",
                        List.copyOf(values.keySet()),
                        List.of(new ArrayList<@Nullable String>(values.values())));
        return new TableRow(table, table.rows().block(0).getFirst());
    }
}
