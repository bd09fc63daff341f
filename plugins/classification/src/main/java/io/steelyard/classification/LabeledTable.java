package io.steelyard.classification;

import io.steelyard.data.Split;
import io.steelyard.data.table.RowVisitor;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.Tables;
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

    /**
     * This with a part of its rows set aside for {@link #test}: the same rows for the same table
     * and fraction, and where classes are predicted the same share of each. Reads the table once.
     *
     * @param fraction above 0 and below 1
     * @throws io.steelyard.error.SteelyardException {@code INVALID_ARGUMENT} for another fraction
     *     and where there is a test, {@code INVALID_DATA} for a label that is no column
     */
    public LabeledTable holdingOut(double fraction) {
        HeldOut.require(table.name(), fraction, test.isPresent());
        LabelPass labels = new LabelPass(table, TableColumn.of(table, label));
        RowVisitor.visit(table, _ -> true, labels);
        Split split =
                target.orElseGet(labels::kind) == TargetKind.CLASSES
                        ? HeldOut.stratified(labels.classes(_ -> true), fraction)
                        : HeldOut.random(labels.rows(), fraction);
        return new LabeledTable(
                Tables.where(table, split::isTraining),
                Optional.of(Tables.where(table, split::isHeldOut)),
                label,
                target);
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
