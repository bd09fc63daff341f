package io.steelyard.classification;

import io.steelyard.data.Datasets;
import io.steelyard.data.Split;
import io.steelyard.data.table.CleanedRows;
import io.steelyard.data.table.Cleaning;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.TableProfile;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.data.table.TargetKind;
import io.steelyard.data.text.TextCleaning;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of a table, cleaned and split by their numbers from 0, with what was found out about the
 * training part.
 *
 * @param cleaned which rows are used
 * @param profile of the training part
 * @param digest of all rows
 */
record TableSplit(
        Table table,
        CleanedRows cleaned,
        BitSet training,
        BitSet validation,
        TableProfile profile,
        TargetEncoder target,
        String digest) {
    /**
     * Cleans and splits. Reads the table for cleaning, for labels and digest, and for the profile
     * of the training part; once more where the target's kind is to be found, and where outliers
     * are treated or texts cleaned.
     *
     * @param features the columns that a model may see
     * @param texts the cleaning of the column of texts, where the features are one
     * @throws SteelyardException {@code INVALID_DATA} when fewer than two rows remain
     */
    static TableSplit of(
            LabeledTable labeled,
            List<String> features,
            Cleaning cleaning,
            Optional<TextCleaning> texts,
            ClassificationRecipe recipe) {
        Table table = labeled.table();
        TableColumn column = TableColumn.of(table, labeled.label());
        TargetKind kind =
                labeled.target()
                        .orElseGet(
                                () -> TargetKind.of(TableProfile.of(table).column(column.name())));
        CleanedRows cleaned = CleanedRows.of(table, features, Optional.of(column.name()), cleaning);
        if (texts.isPresent()) {
            cleaned = cleaned.cleanTexts(features.getFirst(), texts.get());
        }
        DataDigest digest = new DataDigest();
        int[] rows = cleaned.numbers();
        int[] classes = classes(table, column, cleaned, digest);
        requireTwo(table, rows.length);
        Split split =
                kind == TargetKind.CLASSES
                        ? Split.stratified(classes, recipe.validationFraction(), recipe.seed())
                        : Split.random(rows.length, recipe.validationFraction(), recipe.seed());
        BitSet training = chosen(split.training(), rows);
        BitSet validation = chosen(split.heldOut(), rows);
        TableProfile profile = TableProfile.of(table, row -> contains(training, row));
        CleanedRows treated =
                cleaned.treatOutliers(profile, features, row -> contains(training, row));
        if (treated.size() < cleaned.size()) {
            BitSet kept = new BitSet();
            training.stream().filter(treated::keeps).forEach(kept::set);
            training.and(kept);
            profile = TableProfile.of(table, row -> contains(training, row));
        }
        TargetEncoder target =
                TargetEncoder.fit(
                        table, row -> contains(training, row), profile.column(column.name()), kind);
        return new TableSplit(
                table, treated, training, validation, profile, target, digest.hexadecimal());
    }

    private static void requireTwo(Table table, int rows) {
        if (rows < 2) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    table.name()
                            + " has one row that can be used; a training needs two or more, one to"
                            + " learn from and one to validate on.");
        }
    }

    private static boolean contains(BitSet rows, long row) {
        return rows.get(Math.toIntExact(row));
    }

    private static BitSet chosen(int[] indices, int[] rows) {
        BitSet chosen = new BitSet();
        for (int index : indices) {
            chosen.set(rows[index]);
        }
        return chosen;
    }

    /** A number for the label of each kept row, equal for equal labels. */
    private static int[] classes(
            Table table, TableColumn column, CleanedRows cleaned, DataDigest digest) {
        Map<String, Integer> known = new HashMap<>();
        int[] classes = new int[Math.toIntExact(cleaned.size())];
        int count = 0;
        long number = 0;
        for (Row row : table.rows()) {
            digest.add(row);
            String label = column.value(row);
            if (cleaned.keeps(number++) && label != null) {
                classes[count++] = known.computeIfAbsent(label, _ -> known.size());
            }
        }
        return Arrays.copyOf(classes, count);
    }

    BlockedDataset<Row> trainingRows() {
        return Datasets.where(table.rows(), row -> contains(training, row));
    }

    BlockedDataset<Row> validationRows() {
        return Datasets.where(table.rows(), row -> contains(validation, row));
    }

    /** How many rows the table has. */
    long size() {
        BlockedDataset<Row> rows = table.rows();
        return rows.start(rows.blocks());
    }

    /** How many blocks hold about so many rows; at least one. */
    int blocksOf(int rows) {
        BlockedDataset<Row> source = table.rows();
        long perBlock = source.blocks() == 0 ? 1 : Math.max(1, source.start(1));
        return Math.toIntExact(Math.max(1, rows / perBlock));
    }

    /** Training rows of each class; empty where there are no classes. */
    long[] counts() {
        if (!(target instanceof TargetEncoder.Classes(String column, List<String> labels))) {
            return new long[0];
        }
        Map<String, Long> counts = profile.column(column).categories();
        return labels.stream().mapToLong(label -> counts.getOrDefault(label, 0L)).toArray();
    }

    /** The target of a row, as the head of the model takes it. */
    static float[] encode(TargetEncoder target, TableColumn place, Row row) {
        return switch (target) {
            case TargetEncoder.Classes classes -> new float[] {classes.index(place, row)};
            case TargetEncoder.Labels labels -> labels.indicators(place, row);
            case TargetEncoder.Value value -> new float[] {value.scaled(place, row)};
        };
    }
}
