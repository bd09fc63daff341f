package io.steelyard.classification;

import io.steelyard.data.table.TargetKind;
import io.steelyard.spi.Table;

import java.util.Optional;

/**
 * A table with the column that is predicted. Immutable and safe for use from many threads.
 *
 * @param table to train on, or to measure on where there is no other
 * @param test another table with the same columns, which a model is measured on
 * @param label the name of the column that is predicted
 * @param target what kind of target it is; empty for what its values suggest
 */
public record LabeledTable(
        Table table, Optional<Table> test, String label, Optional<TargetKind> target) {
    /** A table alone, whose values say what kind of target it has. */
    public LabeledTable(Table table, String label) {
        this(table, Optional.empty(), label, Optional.empty());
    }

    /** This with another table with the same columns, which a model is measured on. */
    public LabeledTable withTest(Table value) {
        return new LabeledTable(table, Optional.of(value), label, target);
    }

    /** This with a target of a kind, whatever its values suggest. */
    public LabeledTable withTarget(TargetKind value) {
        return new LabeledTable(table, test, label, Optional.of(value));
    }

    /** What a model is measured on. */
    Table measured() {
        return test.orElse(table);
    }
}
