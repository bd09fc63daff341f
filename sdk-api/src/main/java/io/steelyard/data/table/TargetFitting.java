package io.steelyard.data.table;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Table;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;

/** Fits a target to the label column of the training part. */
final class TargetFitting {
    private static final int MOST_LABELS = ColumnTally.MOST_CATEGORIES;

    private final Table table;
    private final ColumnProfile label;

    /** Throws {@code INVALID_DATA} for a column without values. */
    TargetFitting(Table table, ColumnProfile label) {
        this.table = table;
        this.label = label;
        if (label.values() == 0) {
            throw refusal("no row of the training part has a label. Name another label column.");
        }
    }

    TargetEncoder.Classes classes() {
        if (label.manyValues()) {
            throw refusal(
                    "it has more than "
                            + MOST_LABELS
                            + " different labels, too many for classes. Name another label column"
                            + (label.numeric() ? ", or predict its value." : "."));
        }
        if (label.categories().size() < 2) {
            throw refusal(
                    "all rows of the training part have the label '"
                            + TableColumn.abbreviated(label.categories().keySet().iterator().next())
                            + "', and a classifier needs two. Name another label column, or add"
                            + " rows of another class.");
        }
        return new TargetEncoder.Classes(
                label.name(), LabelIndices.sorted(label.categories().keySet()));
    }

    TargetEncoder.Labels labels(LongPredicate training, char separator) {
        TableColumn place = TableColumn.of(table, label.name());
        Set<String> labels = new HashSet<>();
        RowVisitor.visit(
                table,
                training,
                (_, row) -> {
                    labels.addAll(LabelIndices.split(place.value(row), separator));
                    if (labels.size() > MOST_LABELS) {
                        throw refusal(
                                "it has more than "
                                        + MOST_LABELS
                                        + " different labels, separated by '"
                                        + separator
                                        + "'. Name another label column or separator.");
                    }
                });
        if (labels.isEmpty()) {
            throw refusal("its values have separators and no labels. Name another label column.");
        }
        return new TargetEncoder.Labels(label.name(), LabelIndices.sorted(labels), separator);
    }

    TargetEncoder.Value value() {
        if (label.misfit().isPresent()) {
            ColumnProfile.Misfit misfit = label.misfit().get();
            throw new TableColumn(table.name(), label.name(), 0)
                    .refusal(
                            misfit.line(),
                            "'"
                                    + TableColumn.abbreviated(misfit.value())
                                    + "' is no number, and a value is to be predicted. Correct it,"
                                    + " or predict classes.");
        }
        NumberSummary numbers = label.numbers().orElseThrow();
        if (numbers.standardDeviation() == 0) {
            throw refusal(
                    "all rows of the training part have the value "
                            + numbers.mean()
                            + ", so there is nothing to learn. Name another label column.");
        }
        return new TargetEncoder.Value(label.name(), numbers.mean(), numbers.standardDeviation());
    }

    private SteelyardException refusal(String sentence) {
        return new SteelyardException(
                ErrorCode.INVALID_DATA,
                table.name() + ", label column '" + label.name() + "': " + sentence);
    }
}
