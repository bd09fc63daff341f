package io.steelyard.data.table;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Chooses rows by what can be said without knowing others than those before them. */
final class RowCleaning implements RowVisitor {
    private final List<TableColumn> features;
    private final RowVisitor also;

    /** How many kept rows have no value, of each feature. */
    private final long[] missing;

    private final @Nullable TableColumn label;
    private final Cleaning cleaning;
    private final RowHashes seen = new RowHashes();
    private final BitSet kept = new BitSet();
    private long unlabelled;
    private long incomplete;
    private long rows;

    /**
     * @param also sees every row
     */
    RowCleaning(
            Table table,
            List<String> features,
            Optional<String> label,
            Cleaning cleaning,
            RowVisitor also) {
        this.features =
                cleaning.missing() == MissingValues.DROP
                        ? withValues(table, features)
                        : features.stream().map(name -> TableColumn.of(table, name)).toList();
        this.missing = new long[this.features.size()];
        this.also = also;
        this.label = label.map(name -> TableColumn.of(table, name)).orElse(null);
        this.cleaning = cleaning;
        if (table.rows().start(table.rows().blocks()) > Integer.MAX_VALUE) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    table.name()
                            + " has more rows than "
                            + Integer.MAX_VALUE
                            + ", the most that can be cleaned. Use several files.");
        }
    }

    /**
     * The columns that have a value in some row. What has none is left out by an encoder, and no
     * reason to drop all rows. Reads no further than to the first value of each column.
     */
    private static List<TableColumn> withValues(Table table, List<String> features) {
        List<TableColumn> without =
                new ArrayList<>(
                        features.stream().map(name -> TableColumn.of(table, name)).toList());
        List<TableColumn> all = List.copyOf(without);
        Iterator<Row> rows = table.rows().iterator();
        while (!without.isEmpty() && rows.hasNext()) {
            Row row = rows.next();
            without.removeIf(column -> column.value(row) != null);
        }
        return all.stream().filter(column -> !without.contains(column)).toList();
    }

    @Override
    public void visit(long number, Row row) {
        also.visit(number, row);
        if (label != null && label.value(row) == null) {
            unlabelled++;
            return;
        }
        if (cleaning.duplicates() == Duplicates.DROP && seen.add(row)) {
            return;
        }
        if (cleaning.missing() == MissingValues.DROP
                && features.stream().anyMatch(feature -> feature.value(row) == null)) {
            incomplete++;
            return;
        }
        for (int i = 0; i < missing.length; i++) {
            missing[i] += features.get(i).value(row) == null ? 1 : 0;
        }
        kept.set((int) number);
        rows++;
    }

    BitSet kept() {
        return kept;
    }

    List<CleaningStep> steps() {
        List<CleaningStep> steps = new ArrayList<>();
        if (label != null) {
            steps.add(CleaningStep.removed("rows without a label", unlabelled));
        }
        if (cleaning.duplicates() == Duplicates.DROP) {
            String among =
                    seen.compared() == seen.rows() ? "" : " among the first " + RowHashes.MOST_ROWS;
            steps.add(CleaningStep.removed("duplicate rows" + among, seen.duplicates()));
        }
        steps.add(
                switch (cleaning.missing()) {
                    case DROP -> CleaningStep.removed("rows with missing values", incomplete);
                    case IMPUTE -> CleaningStep.changed("missing values imputed", imputed());
                });
        return steps;
    }

    /** What is missing in columns that have a value somewhere; others are left out. */
    private long imputed() {
        return Arrays.stream(missing).filter(count -> count < rows).sum();
    }
}
