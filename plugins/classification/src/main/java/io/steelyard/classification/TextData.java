package io.steelyard.classification;

import io.steelyard.classification.architecture.Bert;
import io.steelyard.classification.architecture.LstmClassifier;
import io.steelyard.classification.architecture.TextCnn;
import io.steelyard.classification.tokenizer.WordTokenizer;
import io.steelyard.data.Datasets;
import io.steelyard.data.LengthGroup;
import io.steelyard.data.TokenErasing;
import io.steelyard.data.table.Cleaning;
import io.steelyard.data.table.DataReport;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.data.text.TextCleaning;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.Tokenizer;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Texts in a column of a table, of which another one is predicted.
 *
 * @param text the name of the column of texts
 */
record TextData(LabeledTable rows, String text) implements DataSource {
    /** Texts that are in memory at once, so that they are shuffled among each other. */
    private static final int SHUFFLED_TEXTS = 1 << 16;

    /** Batches whose texts are grouped by length among each other. */
    private static final int WINDOW_BATCHES = 64;

    /**
     * Models that are faster so by more than it costs to tokenize a text once more; one that takes
     * the mean of its words is not.
     */
    private static final Set<Object> GROUPED =
            Set.of(LstmClassifier.MODEL_TYPE, TextCnn.MODEL_TYPE, Bert.MODEL_TYPE);

    /** Of the training texts; a tokenizer is learned from no more. */
    private static final int LEARNED_CHARACTERS = 200_000_000;

    @Override
    public String name() {
        return rows.table().name();
    }

    @Override
    public ClassificationRecipe recipe() {
        return ClassificationRecipe.forTexts();
    }

    @Override
    public ClassificationData holdingOut(double fraction) {
        return new TextData(rows.holdingOut(fraction), text);
    }

    @Override
    public PreparedData prepare(ClassificationRecipe recipe, TaskContext context) {
        TextPreparation preparation = recipe.texts();
        TextCleaning cleaning = preparation.clean() ? TextCleaning.defaults() : TextCleaning.none();
        TableSplit split =
                TableSplit.of(
                        rows, List.of(text), Cleaning.defaults(), Optional.of(cleaning), recipe);
        Tokenizer tokenizer =
                context.tokenizer(preparation.tokenizer())
                        .train(learned(split, cleaning), Optional.of(preparation.vocabularySize()));
        TextPreprocessing preprocessing =
                new TextPreprocessing(
                        text, tokenizer, preparation.maxLength(), preparation.clean());
        Function<Row, LabeledExample> labeled = labeled(split.table(), split.target());
        return new PreparedData(
                split.target(),
                preprocessing,
                grouping(recipe, preprocessing),
                erasing(preparation.erasing(), preprocessing, Head.of(split.target())),
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
                        split.size(),
                        tokenizer.vocabularySize()),
                DataReport.ofTable(
                        split.size(), split.cleaned(), split.profile(), split.target(), List.of()));
    }

    /** By length, so that little of a batch is padding. */
    private static Optional<BatchGrouping> grouping(
            ClassificationRecipe recipe, TextPreprocessing preprocessing) {
        if (!GROUPED.contains(recipe.model().get(ClassificationRecipe.MODEL_TYPE))) {
            return Optional.empty();
        }
        return Optional.of(
                (examples, batchSize) ->
                        preprocessing
                                .buckets(batchSize, WINDOW_BATCHES * batchSize)
                                .group(examples, each -> preprocessing.length(each.example()))
                                .map(LengthGroup::elements));
    }

    private String learned(TableSplit split, TextCleaning cleaning) {
        TableColumn texts = TableColumn.of(split.table(), text);
        StringBuilder learned = new StringBuilder();
        for (Row row : split.trainingRows()) {
            if (learned.length() > LEARNED_CHARACTERS) {
                break;
            }
            String value = texts.value(row);
            if (value != null) {
                learned.append(cleaning.clean(value)).append('\n');
            }
        }
        return learned.toString();
    }

    private static Optional<BatchChange> erasing(
            double share, TextPreprocessing preprocessing, Head head) {
        if (share == 0) {
            return Optional.empty();
        }
        if (!(preprocessing.tokenizer() instanceof WordTokenizer)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The recipe has \"texts.erasing\": "
                            + share
                            + " and the tokenizer "
                            + preprocessing.tokenizer().kind()
                            + ", which has no token for unknown words to put there; accepted is the"
                            + " tokenizer word, or 0.");
        }
        TokenErasing erasing = new TokenErasing(share, WordTokenizer.UNKNOWN);
        return Optional.of(
                (examples, random) ->
                        new Batch(
                                preprocessing.features(
                                        examples.stream().map(LabeledExample::example).toList(),
                                        tokens -> erasing.apply(tokens, random)),
                                head.targets(
                                        examples.stream().map(LabeledExample::target).toList())));
    }

    private Function<Row, LabeledExample> labeled(Table table, TargetEncoder target) {
        TableColumn texts = TableColumn.of(table, text);
        TableColumn labels = TableColumn.of(table, rows.label());
        return row -> {
            String value = texts.value(row);
            return new LabeledExample(
                    new Example.Text(
                            value == null ? "" : value, table.name() + ", line " + row.line()),
                    TableSplit.encode(target, labels, row));
        };
    }

    @Override
    public Dataset<LabeledExample> examples(TargetEncoder target) {
        Table table = rows.measured();
        return table.rows().map(labeled(table, target));
    }
}
