package io.steelyard.data.table;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Chooses what becomes of a column, and fits it to the training part. */
final class ColumnFitting {
    /** A column of texts that are all different is no identifier yet in a table this small. */
    private static final int FEW_ROWS = 10;

    private final String table;
    private final TableEncoding encoding;

    ColumnFitting(String table, TableEncoding encoding) {
        this.table = table;
        this.encoding = encoding;
    }

    /** Why a column is not used, unless the encoding asks for it by name. */
    Optional<String> reasonToLeaveOut(ColumnProfile column) {
        ColumnEncoding asked = encoding.columns().get(column.name());
        if (asked != null) {
            return asked == ColumnEncoding.LEAVE_OUT
                    ? Optional.of("it was to be left out")
                    : Optional.empty();
        }
        if (column.values() == 0) {
            return Optional.of("no row of the training part has a value");
        }
        if (column.categories().size() == 1) {
            return Optional.of("all values are '" + TableColumn.abbreviated(column.mode()) + "'");
        }
        if (column.numeric()) {
            return Optional.empty();
        }
        String advice =
                "; if they are categories, ask for them by the name of the column, and if they are"
                        + " text, train a text model";
        if (column.manyValues() || column.categories().size() > encoding.mostCategories()) {
            String different =
                    column.manyValues()
                            ? "more than " + ColumnTally.MOST_CATEGORIES
                            : "" + column.categories().size();
            return Optional.of("it has " + different + " different texts" + advice);
        }
        if (column.categories().size() == column.values() && column.values() > FEW_ROWS) {
            return Optional.of("each row has a text of its own" + advice);
        }
        return Optional.empty();
    }

    /**
     * The encoder of a column that is used.
     *
     * @throws SteelyardException {@code INVALID_DATA} when it cannot be encoded so
     */
    ColumnEncoder fit(ColumnProfile column) {
        ColumnEncoding kind =
                encoding.columns()
                        .getOrDefault(
                                column.name(),
                                column.numeric() ? ColumnEncoding.NUMBER : ColumnEncoding.ONE_HOT);
        if (column.values() == 0) {
            throw refusal(
                    column.name(),
                    "no row of the training part has a value. Fill the column, or leave it out.");
        }
        return switch (kind) {
            case NUMBER -> number(column);
            case ONE_HOT ->
                    new ColumnEncoder.OneHot(column.name(), categories(column), mode(column));
            case INDEX -> new ColumnEncoder.Index(column.name(), categories(column), mode(column));
            case LEAVE_OUT -> throw new IllegalStateException(column.name() + " is left out");
        };
    }

    private ColumnEncoder number(ColumnProfile column) {
        if (column.misfit().isPresent()) {
            ColumnProfile.Misfit misfit = column.misfit().get();
            throw new TableColumn(table, column.name(), 0)
                    .refusal(
                            misfit.line(),
                            "'"
                                    + TableColumn.abbreviated(misfit.value())
                                    + "' is no number, as "
                                    + column.numbers().map(NumberSummary::count).orElse(0L)
                                    + " of the "
                                    + column.values()
                                    + " values of the column are. Correct it, name it among the"
                                    + " values that stand for a missing one, or have the column"
                                    + " encoded as categories.");
        }
        NumberSummary numbers = column.numbers().orElseThrow();
        Interval usual =
                encoding.clip().isPresent()
                        ? numbers.usual(encoding.clip().getAsDouble())
                        : Interval.ALL;
        double low = usual.clip(numbers.min());
        double high = usual.clip(numbers.max());
        return switch (encoding.scaling()) {
            case NONE -> scaled(column, numbers, usual, 0, 1);
            case UNIT -> scaled(column, numbers, usual, low, high - low);
            case SYMMETRIC ->
                    scaled(column, numbers, usual, low / 2 + high / 2, high / 2 - low / 2);
            case STANDARD ->
                    scaled(column, numbers, usual, numbers.mean(), numbers.standardDeviation());
        };
    }

    private static ColumnEncoder scaled(
            ColumnProfile column,
            NumberSummary numbers,
            Interval usual,
            double offset,
            double scale) {
        // A column that is the same everywhere becomes 0 and no division by 0.
        return new ColumnEncoder.Number(
                column.name(), numbers.median(), usual, offset, scale == 0 ? 1 : scale);
    }

    private List<String> categories(ColumnProfile column) {
        if (column.manyValues()) {
            throw refusal(
                    column.name(),
                    "it has more than "
                            + ColumnTally.MOST_CATEGORIES
                            + " different values, too many for categories. Leave it out, or group"
                            + " its values.");
        }
        return column.categories().keySet().stream().sorted().toList();
    }

    private static String mode(ColumnProfile column) {
        return Objects.requireNonNull(column.mode());
    }

    private SteelyardException refusal(String column, String sentence) {
        return new SteelyardException(
                ErrorCode.INVALID_DATA, table + ", column '" + column + "': " + sentence);
    }
}
