package io.steelyard.classification;

import io.steelyard.data.Datasets;
import io.steelyard.data.Split;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.TableProfile;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.data.table.TargetKind;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * A table with the column that is predicted.
 *
 * @param test another table with the same columns, which a model is measured on
 * @param label the name of the column
 * @param kind of the target; empty for what its values suggest
 */
record LabeledTable(Table table, Optional<Table> test, String label, Optional<TargetKind> kind) {
    LabeledTable withTest(Table value) {
        return new LabeledTable(table, Optional.of(value), label, kind);
    }

    LabeledTable withKind(TargetKind value) {
        return new LabeledTable(table, test, label, Optional.of(value));
    }

    /** What a model is measured on. */
    Table measured() {
        return test.orElse(table);
    }

    /**
     * A table whose rows are split, by their numbers from 0.
     *
     * @param counts training rows of each class; empty where there are no classes
     */
    record Rows(
            Table table,
            BitSet training,
            BitSet validation,
            TableProfile profile,
            TargetEncoder target,
            long[] counts,
            String digest) {
        BlockedDataset<Row> trainingRows() {
            return Datasets.where(table.rows(), number -> training.get(Math.toIntExact(number)));
        }

        BlockedDataset<Row> validationRows() {
            return Datasets.where(table.rows(), number -> validation.get(Math.toIntExact(number)));
        }

        /** How many blocks hold about so many rows; at least one. */
        int blocksOf(int rows) {
            BlockedDataset<Row> source = table.rows();
            long perBlock = Math.max(1, source.blocks() == 0 ? 1 : source.start(1));
            return Math.toIntExact(Math.max(1, rows / perBlock));
        }
    }

    /**
     * Reads the table twice: for its labels and digest, and for the profile of the training part.
     */
    Rows split(ClassificationRecipe recipe) {
        TableColumn column = TableColumn.of(table, label);
        TargetKind target =
                kind.orElseGet(() -> TargetKind.of(TableProfile.of(table).column(label)));
        Labels labels = new Labels(column, target == TargetKind.CLASSES);
        DataDigest digest = new DataDigest();
        for (Row row : table.rows()) {
            labels.add(digest.add(row));
        }
        int[] numbers = labels.numbers();
        if (numbers.length < 2) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    table.name()
                            + " has "
                            + numbers.length
                            + " rows with a value in the column '"
                            + label
                            + "'; a training needs 2 or more.");
        }
        Split split =
                target == TargetKind.CLASSES
                        ? Split.stratified(
                                labels.classes(), recipe.validationFraction(), recipe.seed())
                        : Split.random(numbers.length, recipe.validationFraction(), recipe.seed());
        BitSet training = rows(split.training(), numbers);
        LongPredicate isTraining = number -> training.get(Math.toIntExact(number));
        TableProfile profile = TableProfile.of(table, isTraining);
        TargetEncoder encoder = TargetEncoder.fit(table, isTraining, profile.column(label), target);
        return new Rows(
                table,
                training,
                rows(split.heldOut(), numbers),
                profile,
                encoder,
                counts(encoder, profile),
                digest.hexadecimal());
    }

    private static BitSet rows(int[] chosen, int[] numbers) {
        BitSet rows = new BitSet();
        for (int index : chosen) {
            rows.set(numbers[index]);
        }
        return rows;
    }

    private static long[] counts(TargetEncoder encoder, TableProfile profile) {
        return encoder instanceof TargetEncoder.Classes(String column, var labels)
                ? labels.stream()
                        .mapToLong(
                                name -> profile.column(column).categories().getOrDefault(name, 0L))
                        .toArray()
                : new long[0];
    }

    /** The target of a row, as the head of the model takes it. */
    static float[] encode(TargetEncoder target, TableColumn place, Row row) {
        return switch (target) {
            case TargetEncoder.Classes classes -> new float[] {classes.index(place, row)};
            case TargetEncoder.Labels labels -> labels.indicators(place, row);
            case TargetEncoder.Value value -> new float[] {value.scaled(place, row)};
        };
    }

    /** Which rows have a label, and equal numbers for equal labels. */
    private static final class Labels {
        private final TableColumn column;
        private final boolean ofClasses;
        private final Map<String, Integer> known = new HashMap<>();
        private int[] numbers = new int[1024];
        private int[] classes = new int[1024];
        private int count;
        private int row;

        Labels(TableColumn column, boolean ofClasses) {
            this.column = column;
            this.ofClasses = ofClasses;
        }

        void add(Row next) {
            String value = column.value(next);
            if (value != null) {
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                    classes = ofClasses ? Arrays.copyOf(classes, 2 * count) : classes;
                }
                numbers[count] = row;
                if (ofClasses) {
                    classes[count] = known.computeIfAbsent(value, _ -> known.size());
                }
                count++;
            }
            row++;
        }

        int[] numbers() {
            return Arrays.copyOf(numbers, count);
        }

        int[] classes() {
            return Arrays.copyOf(classes, count);
        }
    }
}
