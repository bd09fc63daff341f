package io.steelyard.data.table;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How feature columns become numbers.
 *
 * @param scaling of the columns of numbers
 * @param clip numbers so many times the distance of the quartiles beyond them are clipped; empty
 *     for none
 * @param mostCategories the most different values of a column of categories; one with more is left
 *     out unless {@code columns} names it
 * @param columns what becomes of columns by name, where it is not to follow from their values
 */
public record TableEncoding(
        Scaling scaling,
        OptionalDouble clip,
        int mostCategories,
        Map<String, ColumnEncoding> columns) {

    /** Throws {@code INVALID_ARGUMENT} for a bound on categories outside [1, 1000]. */
    public TableEncoding {
        if (mostCategories < 1 || mostCategories > ColumnTally.MOST_CATEGORIES) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "At most "
                            + mostCategories
                            + " categories of a column were asked for; accepted are 1 to "
                            + ColumnTally.MOST_CATEGORIES
                            + ".");
        }
        columns = Collections.unmodifiableMap(new TreeMap<>(columns));
    }

    /** Z-scores without clipping, and columns of at most 50 categories. */
    public static TableEncoding defaults() {
        return new TableEncoding(Scaling.STANDARD, OptionalDouble.empty(), 50, Map.of());
    }

    /** This encoding with another scaling. */
    public TableEncoding withScaling(Scaling value) {
        return new TableEncoding(value, clip, mostCategories, columns);
    }

    /** This encoding, which clips what a cleaning clips. */
    public TableEncoding withCleaning(Cleaning cleaning) {
        OptionalDouble factor =
                cleaning.outliers() == Outliers.CLIP
                        ? OptionalDouble.of(cleaning.outlierFactor())
                        : OptionalDouble.empty();
        return new TableEncoding(scaling, factor, mostCategories, columns);
    }

    /** This encoding with another bound on the different values of a column of categories. */
    public TableEncoding withMostCategories(int value) {
        return new TableEncoding(scaling, clip, value, columns);
    }

    /** This encoding with what becomes of one column. */
    public TableEncoding withColumn(String name, ColumnEncoding value) {
        Map<String, ColumnEncoding> more = new TreeMap<>(columns);
        more.put(name, value);
        return new TableEncoding(scaling, clip, mostCategories, more);
    }
}
