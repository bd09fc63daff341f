package io.steelyard.data.table;

import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.List;

/** Gathers the profile of the rows that it sees. */
final class ProfilePass implements RowVisitor {
    private final Table table;
    private final List<ColumnTally> tallies;
    private final RowHashes seen = new RowHashes();

    ProfilePass(Table table) {
        this.table = table;
        int columns = table.columns().size();
        tallies = table.columns().stream().map(name -> new ColumnTally(name, columns)).toList();
    }

    @Override
    public void visit(long number, Row row) {
        seen.add(row);
        for (int i = 0; i < tallies.size(); i++) {
            tallies.get(i).add(row.value(i), row.line());
        }
    }

    TableProfile profile() {
        return new TableProfile(
                table.name(),
                seen.rows(),
                tallies.stream().map(ColumnTally::profile).toList(),
                seen.duplicates(),
                seen.compared());
    }
}
