package io.steelyard.data.table;

import io.steelyard.data.text.TextCleaning;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Table;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * Which rows of a table a cleaning keeps, by their numbers from 0, and what its steps did. Takes a
 * bit a row. Immutable and safe for use from many threads.
 */
public final class CleanedRows {
    private final Table table;
    private final Cleaning cleaning;
    private final BitSet kept;
    private final List<CleaningStep> steps;

    /** Throws {@code INVALID_DATA} when no row is kept. */
    CleanedRows(Table table, Cleaning cleaning, BitSet kept, List<CleaningStep> steps) {
        this.table = table;
        this.cleaning = cleaning;
        this.kept = kept;
        this.steps = List.copyOf(steps);
        if (kept.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "Cleaning leaves no row of "
                            + table.name()
                            + ": "
                            + steps.stream()
                                    .filter(step -> step.removed() > 0)
                                    .map(step -> step.name() + " " + step.removed())
                                    .collect(Collectors.joining(", "))
                            + ". Clean less, impute missing values, or name another label"
                            + " column.");
        }
    }

    /**
     * Reads the table once: leaves out rows without a label, then duplicates, then rows with a
     * missing feature, as far as the cleaning asks for it. A feature that no row has is no reason
     * to leave out all of them. Outliers are treated by {@link #treatOutliers}, since what is
     * unusual follows from the training part.
     *
     * @param features the columns that a model may see
     * @param label the label column, if there is one
     * @throws SteelyardException {@code INVALID_DATA} when no row remains, or naming a column that
     *     is not there
     */
    public static CleanedRows of(
            Table table, List<String> features, Optional<String> label, Cleaning cleaning) {
        return of(table, features, label, cleaning, (_, _) -> {});
    }

    /**
     * As the form without a visitor.
     *
     * @param also sees every row, kept or not, so that the table need not be read once more
     */
    public static CleanedRows of(
            Table table,
            List<String> features,
            Optional<String> label,
            Cleaning cleaning,
            RowVisitor also) {
        RowCleaning pass = new RowCleaning(table, features, label, cleaning, also);
        RowVisitor.visit(table, row -> true, pass);
        return new CleanedRows(table, cleaning, pass.kept(), pass.steps());
    }

    /**
     * Reads the training part once where the cleaning drops or clips outliers: leaves out its rows
     * with a number that is one, or counts the numbers that an encoder clips. Validation rows stay
     * as they are, since a model meets unusual numbers later too.
     *
     * @param profile of the training part
     * @param features the columns that a model may see; those without numbers have no outliers
     * @param training the numbers of the rows that the profile is of
     * @throws SteelyardException {@code INVALID_DATA} when no row remains, or naming a number that
     *     is none
     */
    public CleanedRows treatOutliers(
            TableProfile profile, List<String> features, LongPredicate training) {
        if (cleaning.outliers() == Outliers.KEEP) {
            return this;
        }
        OutlierPass pass = new OutlierPass(table, profile, features, cleaning.outlierFactor());
        RowVisitor.visit(table, row -> keeps(row) && training.test(row), pass);
        BitSet left = (BitSet) kept.clone();
        List<CleaningStep> more = new ArrayList<>(steps);
        if (cleaning.outliers() == Outliers.DROP) {
            left.andNot(pass.rows());
            more.add(CleaningStep.removed("rows with outliers", pass.rows().cardinality()));
        } else {
            more.add(CleaningStep.changed("outliers clipped", pass.outliers()));
        }
        return new CleanedRows(table, cleaning, left, more);
    }

    /**
     * Reads the kept rows once: leaves out those without text, and counts the texts that each step
     * of a cleaning changes; {@link TextCleaning#clean} changes them.
     *
     * @param column of the texts
     * @throws SteelyardException {@code INVALID_DATA} when no row remains, or for a column that is
     *     not there
     */
    public CleanedRows cleanTexts(String column, TextCleaning texts) {
        TextPass pass = new TextPass(TableColumn.of(table, column), texts);
        RowVisitor.visit(table, this::keeps, pass);
        BitSet left = (BitSet) kept.clone();
        left.andNot(pass.emptied());
        List<CleaningStep> more = new ArrayList<>(steps);
        more.addAll(pass.steps());
        return new CleanedRows(table, cleaning, left, more);
    }

    /** Whether a row is kept. */
    public boolean keeps(long row) {
        return row >= 0 && row <= Integer.MAX_VALUE && kept.get((int) row);
    }

    /** How many rows are kept. */
    public long size() {
        return kept.cardinality();
    }

    /** The numbers of the kept rows, ascending. */
    public int[] numbers() {
        return kept.stream().toArray();
    }

    /** What was done, in its order. */
    public List<CleaningStep> steps() {
        return steps;
    }
}
