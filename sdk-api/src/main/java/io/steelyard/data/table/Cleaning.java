package io.steelyard.data.table;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * What is done to rows before a model sees them. Rows without a label are always left out.
 *
 * @param missing what becomes of missing values
 * @param duplicates what becomes of rows that are there again
 * @param outliers what becomes of unusual numbers
 * @param outlierFactor how many times the distance of the quartiles a number may be beyond them
 */
public record Cleaning(
        MissingValues missing, Duplicates duplicates, Outliers outliers, double outlierFactor) {

    /** Throws {@code INVALID_ARGUMENT} for a factor that is negative or no number. */
    public Cleaning {
        if (!(outlierFactor >= 0)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "An outlier factor of "
                            + outlierFactor
                            + " was given; accepted are 0 or more, and 1.5 is common.");
        }
    }

    /** Imputes missing values and changes nothing else. */
    public static Cleaning defaults() {
        return new Cleaning(MissingValues.IMPUTE, Duplicates.KEEP, Outliers.KEEP, 1.5);
    }

    /** This cleaning with another treatment of missing values. */
    public Cleaning withMissing(MissingValues value) {
        return new Cleaning(value, duplicates, outliers, outlierFactor);
    }

    /** This cleaning with another treatment of duplicates. */
    public Cleaning withDuplicates(Duplicates value) {
        return new Cleaning(missing, value, outliers, outlierFactor);
    }

    /** This cleaning with another treatment of outliers. */
    public Cleaning withOutliers(Outliers value) {
        return new Cleaning(missing, duplicates, value, outlierFactor);
    }

    /** This cleaning with another factor. */
    public Cleaning withOutlierFactor(double value) {
        return new Cleaning(missing, duplicates, outliers, value);
    }
}
