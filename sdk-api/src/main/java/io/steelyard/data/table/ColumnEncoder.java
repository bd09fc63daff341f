package io.steelyard.data.table;

import io.steelyard.spi.Row;

import java.util.List;
import java.util.OptionalDouble;

/** How one feature column becomes numbers, as fitted to the training part. */
public sealed interface ColumnEncoder {
    /** The name of the column. */
    String name();

    /**
     * A column of numbers: {@code (clip(x) - offset) / scale}.
     *
     * @param name of the column
     * @param median takes the place of missing numbers
     * @param usual numbers outside are clipped to it
     * @param offset is subtracted
     * @param scale is divided by
     */
    record Number(String name, double median, Interval usual, double offset, double scale)
            implements ColumnEncoder {
        /** Throws {@code INVALID_DATA} naming file, line, column and value for what is none. */
        float encode(TableColumn column, Row row) {
            OptionalDouble number = column.number(row);
            double present = number.isPresent() ? number.getAsDouble() : median;
            float encoded = (float) ((usual.clip(present) - offset) / scale);
            if (!Float.isFinite(encoded)) {
                throw column.refusal(
                        row.line(),
                        "the number "
                                + present
                                + " is too large for a model's 32 bits. Correct it, or have"
                                + " outliers clipped.");
            }
            return encoded;
        }
    }

    /**
     * A column of categories with a number for each: 1 at the row's, 0 elsewhere. All are 0 for a
     * category that training did not see.
     *
     * @param name of the column
     * @param categories in the order of their text
     * @param mode takes the place of a missing category
     */
    record OneHot(String name, List<String> categories, String mode) implements ColumnEncoder {
        public OneHot {
            categories = List.copyOf(categories);
        }
    }

    /**
     * A column of categories as an index: 0 for one that training did not see, then 1 and on.
     *
     * @param name of the column
     * @param categories in the order of their text
     * @param mode takes the place of a missing category
     */
    record Index(String name, List<String> categories, String mode) implements ColumnEncoder {
        public Index {
            categories = List.copyOf(categories);
        }
    }
}
