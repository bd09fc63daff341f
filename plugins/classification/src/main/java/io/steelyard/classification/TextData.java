package io.steelyard.classification;

import io.steelyard.data.Datasets;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.data.table.TargetKind;
import io.steelyard.data.text.TextCleaning;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TaskContext;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Texts in a column of a table, of which another one is predicted.
 *
 * @param text the name of the column of texts
 */
record TextData(LabeledTable rows, String text) implements DataSource {
    /** Texts that are in memory at once, so that they are shuffled among each other. */
    private static final int SHUFFLED_TEXTS = 1 << 16;

    /** Of the training texts; a tokenizer is learned from no more. */
    private static final int LEARNED_CHARACTERS = 200_000_000;

    @Override
    public String name() {
        return rows.table().name();
    }

    @Override
    public ClassificationData withTest(Table test) {
        return new TextData(rows.withTest(test), text);
    }

    @Override
    public ClassificationData withTarget(TargetKind kind) {
        return new TextData(rows.withKind(kind), text);
    }

    @Override
    public ClassificationRecipe recipe() {
        return ClassificationRecipe.forTexts();
    }

    @Override
    public PreparedData prepare(ClassificationRecipe recipe, TaskContext context) {
        LabeledTable.Rows split = rows.split(recipe);
        TextPreparation preparation = recipe.texts();
        TableColumn texts = TableColumn.of(split.table(), text);
        StringBuilder learned = new StringBuilder();
        for (Row row : split.trainingRows()) {
            if (learned.length() > LEARNED_CHARACTERS) {
                break;
            }
            String value = texts.value(row);
            if (value != null) {
                learned.append(preparation.clean() ? TextCleaning.defaults().clean(value) : value)
                        .append('\n');
            }
        }
        TextPreprocessing preprocessing =
                new TextPreprocessing(
                        context.tokenizer(preparation.tokenizer())
                                .train(
                                        learned.toString(),
                                        Optional.of(preparation.vocabularySize())),
                        preparation.maxLength(),
                        preparation.clean());
        Function<Row, LabeledExample> labeled = labeled(split.table(), split.target());
        return new PreparedData(
                split.target(),
                preprocessing,
                Datasets.shuffle(
                                split.trainingRows(), recipe.seed(), split.blocksOf(SHUFFLED_TEXTS))
                        .map(labeled),
                split.training().cardinality(),
                split.validationRows().map(labeled),
                split.counts(),
                split.digest(),
                String.format(
                        Locale.ROOT,
                        "%s: %,d texts, %,d tokens in the vocabulary",
                        name(),
                        split.table().rows().start(split.table().rows().blocks()),
                        preprocessing.tokenizer().vocabularySize()),
                List.of());
    }

    private Function<Row, LabeledExample> labeled(Table table, TargetEncoder target) {
        TableColumn texts = TableColumn.of(table, text);
        TableColumn labels = TableColumn.of(table, rows.label());
        return row -> {
            String value = texts.value(row);
            return new LabeledExample(
                    new Example.Text(
                            value == null ? "" : value, table.name() + ", line " + row.line()),
                    LabeledTable.encode(target, labels, row));
        };
    }

    @Override
    public Dataset<LabeledExample> examples(TargetEncoder target) {
        Table table = rows.measured();
        return table.rows().map(labeled(table, target));
    }
}
