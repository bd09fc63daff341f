package io.steelyard.data.table;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Chooses rows by what can be said without knowing others than those before them. */
final class RowCleaning implements RowVisitor {
    private final List<TableColumn> features;
    private final @Nullable TableColumn label;
    private final Cleaning cleaning;
    private final RowHashes seen = new RowHashes();
    private final BitSet kept = new BitSet();
    private long unlabelled;
    private long incomplete;
    private long imputed;

    RowCleaning(Table table, List<String> features, Optional<String> label, Cleaning cleaning) {
        this.features = withValues(table, features);
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
        if (label != null && label.value(row) == null) {
            unlabelled++;
            return;
        }
        if (cleaning.duplicates() == Duplicates.DROP && seen.add(row)) {
            return;
        }
        int missing = 0;
        for (TableColumn feature : features) {
            missing += feature.value(row) == null ? 1 : 0;
        }
        if (missing > 0 && cleaning.missing() == MissingValues.DROP) {
            incomplete++;
            return;
        }
        imputed += missing;
        kept.set((int) number);
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
                    case IMPUTE -> CleaningStep.changed("missing values imputed", imputed);
                });
        return steps;
    }
}
