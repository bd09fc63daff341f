package io.steelyard.classification;

import io.steelyard.data.Datasets;
import io.steelyard.data.table.Scaling;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.TableEncoder;
import io.steelyard.data.table.TableEncoding;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.data.table.TargetKind;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TaskContext;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Rows of a table, of which one column is predicted from the others. */
record TableData(LabeledTable rows) implements DataSource {
    /** Rows that are in memory at once, so that they are shuffled among each other. */
    private static final int SHUFFLED_ROWS = 1 << 17;

    @Override
    public String name() {
        return rows.table().name();
    }

    @Override
    public ClassificationData withTest(Table test) {
        return new TableData(rows.withTest(test));
    }

    @Override
    public ClassificationData withTarget(TargetKind kind) {
        return new TableData(rows.withKind(kind));
    }

    @Override
    public ClassificationRecipe recipe() {
        return ClassificationRecipe.forTables();
    }

    @Override
    public PreparedData prepare(ClassificationRecipe recipe, TaskContext context) {
        LabeledTable.Rows split = rows.split(recipe);
        TableEncoding encoding =
                TableEncoding.defaults().withScaling(scaling(recipe.tables().normalize()));
        List<String> features =
                split.table().columns().stream()
                        .filter(
                                name ->
                                        !name.equals(rows.label())
                                                && !recipe.tables().ignore().contains(name))
                        .toList();
        TableEncoder encoder = TableEncoder.fit(split.profile(), features, encoding);
        Function<Row, LabeledExample> labeled = labeled(split.table(), split.target());
        return new PreparedData(
                split.target(),
                new TablePreprocessing(encoder),
                Datasets.shuffle(split.trainingRows(), recipe.seed(), split.blocksOf(SHUFFLED_ROWS))
                        .map(labeled),
                split.training().cardinality(),
                split.validationRows().map(labeled),
                split.counts(),
                split.digest(),
                String.format(
                        Locale.ROOT,
                        "%s: %,d rows, %d columns used, %d left out",
                        name(),
                        split.table().rows().start(split.table().rows().blocks()),
                        encoder.columns().size(),
                        encoder.leftOut().size()),
                encoder.leftOut().stream()
                        .map(out -> "column '" + out.name() + "' is left out: " + out.reason())
                        .toList());
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
                        new Example.TableRow(table, row), LabeledTable.encode(target, place, row));
    }

    @Override
    public Dataset<LabeledExample> examples(TargetEncoder target) {
        Table table = rows.measured();
        return table.rows().map(labeled(table, target));
    }
}
