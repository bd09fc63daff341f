package io.steelyard.classification;

import io.steelyard.data.Datasets;
import io.steelyard.data.Split;
import io.steelyard.data.table.CleanedRows;
import io.steelyard.data.table.Cleaning;
import io.steelyard.data.table.RowVisitor;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.TableProfile;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.data.table.TargetKind;
import io.steelyard.data.text.TextCleaning;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of a table, cleaned and split by their numbers from 0, with what was found out about the
 * training part.
 *
 * @param cleaned which rows are used
 * @param profile of the training part
 * @param validationProfile of the other part, to which nothing is fitted
 * @param digest of all rows
 */
record TableSplit(
        Table table,
        CleanedRows cleaned,
        BitSet training,
        BitSet validation,
        TableProfile profile,
        TableProfile validationProfile,
        TargetEncoder target,
        String digest) {
    /**
     * Cleans and splits. Reads the table for cleaning, labels and digest, and for the profile of
     * the training part; once more where outliers are treated, and where texts are cleaned.
     *
     * @param features the columns that a model may see
     * @param texts the cleaning of the column of texts, where the features are one
     * @throws SteelyardException {@code INVALID_DATA} when a part has no row, and for a label of
     *     the table to measure on that the training part does not have
     */
    static TableSplit of(
            LabeledTable labeled,
            List<String> features,
            Cleaning cleaning,
            Optional<TextCleaning> texts,
            ClassificationRecipe recipe) {
        Table table = labeled.table();
        TableColumn column = TableColumn.of(table, labeled.label());
        labeled.test().ifPresent(test -> TableColumn.of(test, labeled.label()));
        LabelPass labels = new LabelPass(table, column);
        DataDigest digest = new DataDigest();
        RowVisitor both =
                (number, row) -> {
                    digest.add(row);
                    labels.visit(number, row);
                };
        CleanedRows cleaned =
                CleanedRows.of(table, features, Optional.of(column.name()), cleaning, both);
        if (texts.isPresent()) {
            cleaned = cleaned.cleanTexts(features.getFirst(), texts.get());
        }
        TargetKind kind = labeled.target().orElseGet(labels::kind);
        // The last use of the labels, which take four bytes a row.
        Split split = split(labels, cleaned, kind, recipe);
        BitSet training = new BitSet();
        BitSet validation = new BitSet();
        int place = 0;
        for (int row = 0; row < size(table); row++) {
            if (cleaned.keeps(row)) {
                (split.isHeldOut(place++) ? validation : training).set(row);
            }
        }
        Parts.requireBoth(table.name(), "rows", training.cardinality(), validation.cardinality());
        List<TableProfile> profiles =
                TableProfile.ofParts(
                        table,
                        List.of(row -> contains(training, row), row -> contains(validation, row)));
        TableProfile profile = profiles.getFirst();
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
        labeled.test().ifPresent(test -> requireKnown(test, target));
        return new TableSplit(
                table,
                treated,
                training,
                validation,
                profile,
                profiles.getLast(),
                target,
                digest.hexadecimal());
    }

    private static Split split(
            LabelPass labels, CleanedRows cleaned, TargetKind kind, ClassificationRecipe recipe) {
        double fraction = recipe.validationFraction();
        return kind == TargetKind.CLASSES
                ? Split.stratified(labels.classes(cleaned::keeps), fraction, recipe.seed())
                : Split.random(Math.toIntExact(cleaned.size()), fraction, recipe.seed());
    }

    /** Before a training, rather than after it. */
    private static void requireKnown(Table test, TargetEncoder target) {
        TableColumn place = TableColumn.of(test, target.column());
        RowVisitor.visit(test, _ -> true, (_, row) -> encode(target, place, row));
    }

    private static boolean contains(BitSet rows, long row) {
        return rows.get(Math.toIntExact(row));
    }

    BlockedDataset<Row> trainingRows() {
        return Datasets.where(table.rows(), row -> contains(training, row));
    }

    /** Read ahead, as few of a block are validated on and all of it is read. */
    Dataset<Row> validationRows() {
        return Datasets.readAhead(Datasets.where(table.rows(), row -> contains(validation, row)));
    }

    /** How many rows the table has. */
    long size() {
        return size(table);
    }

    private static long size(Table table) {
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
