package io.steelyard.data.table;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.spi.Table;

import java.util.List;
import java.util.function.LongPredicate;

/**
 * What one pass over rows of a table finds out, in memory that does not grow with their number.
 *
 * @param table its name in messages
 * @param rows how many were looked at
 * @param columns one for each column of the table, in their order
 * @param duplicates how many rows equal an earlier one in all columns
 * @param comparedRows among how many rows duplicates were looked for: all, or the first of more
 */
public record TableProfile(
        String table, long rows, List<ColumnProfile> columns, long duplicates, long comparedRows) {
    public TableProfile {
        columns = List.copyOf(columns);
    }

    /** Looks at all rows. */
    public static TableProfile of(Table table) {
        return of(table, row -> true);
    }

    /**
     * Looks at chosen rows, by their numbers from 0: the training part, so that nothing that is
     * fitted to the profile knows the validation part.
     */
    public static TableProfile of(Table table, LongPredicate chosen) {
        return ofParts(table, List.of(chosen)).getFirst();
    }

    /** Looks at the rows of several parts in one pass; a row may be in none or in several. */
    public static List<TableProfile> ofParts(Table table, List<LongPredicate> parts) {
        List<ProfilePass> passes = parts.stream().map(_ -> new ProfilePass(table)).toList();
        RowVisitor.visit(
                table,
                _ -> true,
                (number, row) -> {
                    for (int i = 0; i < passes.size(); i++) {
                        if (parts.get(i).test(number)) {
                            passes.get(i).visit(number, row);
                        }
                    }
                });
        return passes.stream().map(ProfilePass::profile).toList();
    }

    /** The profile of a column. Throws {@code INVALID_DATA} naming those there are. */
    public ColumnProfile column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new SteelyardException(
                                        ErrorCode.INVALID_DATA,
                                        table
                                                + " has no column '"
                                                + name
                                                + "'. "
                                                + Suggestions.among(
                                                        name,
                                                        columns.stream()
                                                                .map(ColumnProfile::name)
                                                                .toList())));
    }
}
