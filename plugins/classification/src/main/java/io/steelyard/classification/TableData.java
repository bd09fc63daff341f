package io.steelyard.classification;

import io.steelyard.data.Datasets;
import io.steelyard.data.table.Cleaning;
import io.steelyard.data.table.ColumnEncoder;
import io.steelyard.data.table.ColumnProfile;
import io.steelyard.data.table.DataReport;
import io.steelyard.data.table.Duplicates;
import io.steelyard.data.table.MissingValues;
import io.steelyard.data.table.Outliers;
import io.steelyard.data.table.Scaling;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.TableEncoder;
import io.steelyard.data.table.TableEncoding;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TaskContext;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Rows of a table, of which one column is predicted from the others. */
record TableData(LabeledTable rows) implements DataSource {
    /** Rows that are in memory at once, so that they are shuffled among each other. */
    private static final int SHUFFLED_ROWS = 1 << 17;

    /** Values of these rows, so that wide ones fit as well. */
    private static final int SHUFFLED_VALUES = 1 << 22;

    @Override
    public String name() {
        return rows.table().name();
    }

    @Override
    public ClassificationRecipe recipe() {
        return ClassificationRecipe.forTables();
    }

    @Override
    public ClassificationData holdingOut(double fraction) {
        return new TableData(rows.holdingOut(fraction));
    }

    @Override
    public PreparedData prepare(ClassificationRecipe recipe, TaskContext context) {
        TablePreparation preparation = recipe.tables();
        preparation.ignore().forEach(name -> TableColumn.of(rows.table(), name));
        List<String> features =
                rows.table().columns().stream()
                        .filter(
                                name ->
                                        !name.equals(rows.label())
                                                && !preparation.ignore().contains(name))
                        .toList();
        Cleaning cleaning = cleaning(preparation);
        TableSplit split = TableSplit.of(rows, features, cleaning, Optional.empty(), recipe);
        TableEncoder encoder =
                TableEncoder.fit(
                        split.profile(),
                        features,
                        TableEncoding.defaults()
                                .withScaling(scaling(preparation.normalize()))
                                .withCleaning(cleaning));
        requireNumbers(split, encoder);
        Function<Row, LabeledExample> labeled = labeled(split.table(), split.target());
        return new PreparedData(
                split.target(),
                new TablePreprocessing(encoder),
                Optional.empty(),
                Optional.empty(),
                Datasets.shuffle(
                                split.trainingRows(), recipe.seed(), split.blocksOf(shuffledRows()))
                        .map(labeled),
                split.training().cardinality(),
                split.validationRows().map(labeled),
                split.counts(),
                split.digest(),
                String.format(
                        Locale.ROOT,
                        "%s: %,d rows, %d columns to learn from",
                        name(),
                        split.size(),
                        encoder.columns().size()),
                DataReport.ofTable(
                        split.size(),
                        split.cleaned(),
                        split.profile(),
                        split.target(),
                        encoder.leftOut()));
    }

    /** A text among the numbers of the validation part is named before the training begins. */
    private static void requireNumbers(TableSplit split, TableEncoder encoder) {
        for (ColumnEncoder column : encoder.columns()) {
            Optional<ColumnProfile.Misfit> misfit =
                    split.validationProfile().column(column.name()).misfit();
            if (column instanceof ColumnEncoder.Number && misfit.isPresent()) {
                throw TableColumn.of(split.table(), column.name())
                        .noNumber(misfit.get().line(), misfit.get().value());
            }
        }
    }

    private int shuffledRows() {
        return Math.min(SHUFFLED_ROWS, SHUFFLED_VALUES / rows.table().columns().size());
    }

    private static Cleaning cleaning(TablePreparation preparation) {
        return Cleaning.defaults()
                .withMissing(
                        preparation.missing().equals("drop")
                                ? MissingValues.DROP
                                : MissingValues.IMPUTE)
                .withDuplicates(
                        preparation.duplicates().equals("drop") ? Duplicates.DROP : Duplicates.KEEP)
                .withOutliers(
                        switch (preparation.outliers()) {
                            case "drop" -> Outliers.DROP;
                            case "clip" -> Outliers.CLIP;
                            default -> Outliers.KEEP;
                        });
    }

    private static Scaling scaling(String name) {
        return switch (name) {
            case "unit" -> Scaling.UNIT;
            case "symmetric" -> Scaling.SYMMETRIC;
            case "none" -> Scaling.NONE;
            default -> Scaling.STANDARD;
        };
    }

    private Function<Row, LabeledExample> labeled(Table table, TargetEncoder target) {
        TableColumn place = TableColumn.of(table, rows.label());
        return row ->
                new LabeledExample(
                        new Example.TableRow(table, row), TableSplit.encode(target, place, row));
    }

    @Override
    public Dataset<LabeledExample> examples(TargetEncoder target) {
        Table table = rows.measured();
        return Datasets.readAhead(table.rows()).map(labeled(table, target));
    }
}
