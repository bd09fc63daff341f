package io.steelyard.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/** Tables in memory and from others. */
final class TablesTest {
    private static final List<String> COLUMNS = List.of("a", "b");

    private static final Table FIRST =
            Tables.of("first", COLUMNS, List.of(List.of("1", "2"), Arrays.asList("3", null)));

    private static final Table SECOND = Tables.of("second", COLUMNS, List.of(List.of("5", "6")));

    @Test
    void rowsAreNumbered() {
        assertThat(FIRST.columns()).isEqualTo(COLUMNS);
        assertThat(FIRST.rows())
                .containsExactly(
                        new Row(List.of("1", "2"), 1), new Row(Arrays.asList("3", null), 2));
        assertThat(Tables.of("none", COLUMNS, List.of()).rows()).isEmpty();
    }

    @Test
    void tablesAfterEachOther() {
        Table joined = Tables.concat(List.of(FIRST, SECOND, FIRST));
        BlockedDataset<Row> rows = joined.rows();

        assertThat(joined.name()).isEqualTo("first + second + first");
        assertThat(rows).extracting(row -> row.value(0)).containsExactly("1", "3", "5", "1", "3");
        assertThat(rows.blocks()).isEqualTo(3);
        assertThat(List.of(rows.start(0), rows.start(1), rows.start(2), rows.start(3)))
                .containsExactly(0L, 2L, 3L, 5L);
        assertThat(rows.block(1)).isEqualTo(SECOND.rows().block(0));
        assertThat(rows.iterator(new Cursor(0, 2)).next().value(0)).isEqualTo("5");
        assertThatThrownBy(() -> rows.block(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rows.start(4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void chosenColumns() {
        Table selected = Tables.select(FIRST, List.of("b"));

        assertThat(selected.columns()).containsExactly("b");
        assertThat(selected.rows())
                .containsExactly(
                        new Row(List.of("2"), 1), new Row(Arrays.asList((String) null), 2));
    }

    @Test
    void chosenRowsKeepTheirLines() {
        Table some = Tables.where(Tables.concat(List.of(FIRST, SECOND)), row -> row != 0);

        assertThat(some.name()).isEqualTo("first + second");
        assertThat(some.columns()).isEqualTo(COLUMNS);
        assertThat(some.rows())
                .containsExactly(
                        new Row(Arrays.asList("3", null), 2), new Row(List.of("5", "6"), 1));
    }

    @Test
    void tablesThatCannotBe() {
        TableEncoderTest.refuses(
                () -> Tables.of("t", List.of("a", "a"), List.of()),
                ErrorCode.INVALID_DATA,
                "t would have the column 'a' twice. Give each column a name of its own.");
        TableEncoderTest.refuses(
                () -> Tables.of("t", COLUMNS, List.of(List.of("1"))),
                ErrorCode.INVALID_DATA,
                "t, row 1: it has 1 values and the table 2 columns.");
        TableEncoderTest.refuses(
                () -> Tables.select(FIRST, List.of("c")),
                ErrorCode.INVALID_DATA,
                "first has no column 'c'. Known are: a, b.");
        TableEncoderTest.refuses(
                () -> Tables.concat(List.of(FIRST, Tables.select(FIRST, List.of("b", "a")))),
                ErrorCode.INVALID_DATA,
                "Tables with the same columns can be joined. first has [a, b] and first has [b,"
                        + " a].");
        TableEncoderTest.refuses(
                () -> Tables.concat(List.of()),
                ErrorCode.INVALID_ARGUMENT,
                "No table was given to be joined; accepted are one or more.");
    }
}
