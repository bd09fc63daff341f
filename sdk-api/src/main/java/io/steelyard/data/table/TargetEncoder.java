package io.steelyard.data.table;

import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Makes a training target of the label of a row, as fitted to the training part. Immutable and safe
 * for use from many threads.
 */
public sealed interface TargetEncoder {
    /** Stands between the labels of a row, unless another separator is named. */
    char SEPARATOR = '|';

    /** The name of the label column. */
    String column();

    /** What is predicted. */
    TargetKind kind();

    /** As plain JSON values. */
    default Map<String, Object> toMap() {
        return SavedEncoders.toMap(this);
    }

    /** From what {@link #toMap} gave. Throws {@code INVALID_FILE} for what it did not. */
    static TargetEncoder fromMap(Map<String, Object> map) {
        return SavedEncoders.targetEncoder(map);
    }

    /**
     * Fits to the training part. Reads the table again only for several labels a row, which are
     * separated by {@link #SEPARATOR}.
     *
     * @param training the numbers of the rows that the profile is of
     * @param label the profile of the label column in the training part
     * @throws SteelyardException {@code INVALID_DATA} when the column has no values, one class, one
     *     value, more than 1000 classes, or a text among numbers, naming its line
     */
    static TargetEncoder fit(
            Table table, LongPredicate training, ColumnProfile label, TargetKind kind) {
        TargetFitting fitting = new TargetFitting(table, label);
        return switch (kind) {
            case CLASSES -> fitting.classes();
            case LABELS -> fitting.labels(training, SEPARATOR);
            case VALUE -> fitting.value();
        };
    }

    /**
     * One of several classes.
     *
     * @param column the name of the label column
     * @param labels of the classes, in ascending order: of their numbers if all are numbers, else
     *     of their text
     */
    record Classes(String column, List<String> labels) implements TargetEncoder {
        public Classes {
            labels = List.copyOf(labels);
        }

        @Override
        public TargetKind kind() {
            return TargetKind.CLASSES;
        }

        /**
         * The index of the row's class. Throws {@code INVALID_DATA} naming file, line and label for
         * a missing one and for one that training did not see.
         */
        public int index(TableColumn place, Row row) {
            return LabelIndices.indexOf(labels, LabelIndices.present(place, row), place, row);
        }
    }

    /**
     * Any number of labels.
     *
     * @param column the name of the label column
     * @param labels in the order of {@link Classes}
     * @param separator between the labels of a row
     */
    record Labels(String column, List<String> labels, char separator) implements TargetEncoder {
        public Labels {
            labels = List.copyOf(labels);
        }

        /** Fits to the training part with a separator of one's own. Throws as {@link #fit}. */
        public static Labels fit(
                Table table, LongPredicate training, ColumnProfile label, char separator) {
            return new TargetFitting(table, label).labels(training, separator);
        }

        @Override
        public TargetKind kind() {
            return TargetKind.LABELS;
        }

        /**
         * 1 for each label that the row has and 0 for the others, {@code [labels]}. A row without a
         * value has none. Throws {@code INVALID_DATA} naming file, line and label for one that
         * training did not see.
         */
        public float[] indicators(TableColumn place, Row row) {
            float[] indicators = new float[labels.size()];
            for (String label : LabelIndices.split(place.value(row), separator)) {
                indicators[LabelIndices.indexOf(labels, label, place, row)] = 1;
            }
            return indicators;
        }
    }

    /**
     * A number.
     *
     * @param column the name of the label column
     * @param mean of the training part
     * @param standardDeviation of the training part
     */
    record Value(String column, double mean, double standardDeviation) implements TargetEncoder {
        @Override
        public TargetKind kind() {
            return TargetKind.VALUE;
        }

        /**
         * The number of a row. Throws {@code INVALID_DATA} naming file, line, column and value
         * where it is missing or none.
         */
        public double value(TableColumn place, Row row) {
            return place.number(row).orElseThrow(() -> LabelIndices.missing(place, row));
        }

        /** The number of a row as a z-score of the training part. Throws as {@link #value}. */
        public float scaled(TableColumn place, Row row) {
            return (float) ((value(place, row) - mean) / standardDeviation);
        }

        /** The number that a z-score stands for. */
        public double unscaled(double score) {
            return score * standardDeviation + mean;
        }
    }
}
