package io.steelyard.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Profiles against values worked by hand. */
final class TableProfileTest {
    @Test
    void theNumbersOfAColumn() {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, variance 32 / 8 = 4; quartiles at 1.75, 3.5, 5.25.
        Table table = column("7", "4", null, "2", "9", "4", "5.0", "4", "5");
        NumberSummary numbers = TableProfile.of(table).column("x").numbers().orElseThrow();

        assertThat(numbers.count()).isEqualTo(8);
        assertThat(numbers.min()).isEqualTo(2);
        assertThat(numbers.max()).isEqualTo(9);
        assertThat(numbers.mean()).isCloseTo(5, within(1e-12));
        assertThat(numbers.standardDeviation()).isCloseTo(2, within(1e-12));
        assertThat(numbers.lowerQuartile()).isEqualTo(4);
        assertThat(numbers.median()).isEqualTo(4.5);
        assertThat(numbers.upperQuartile()).isEqualTo(5.5);
        assertThat(numbers.whole()).isTrue();
        assertThat(numbers.quantilesAreExact()).isTrue();
        assertThat(numbers.usual(1.5)).isEqualTo(new Interval(1.75, 7.75));
    }

    @Test
    void quartilesThatAreEqualSayNothingOfOutliers() {
        NumberSummary numbers =
                TableProfile.of(column("0", "0", "0", "0", "900"))
                        .column("x")
                        .numbers()
                        .orElseThrow();

        assertThat(numbers.usual(1.5)).isEqualTo(Interval.ALL);
    }

    @Test
    void valuesMissingOnesAndCategories() {
        ColumnProfile column =
                TableProfile.of(column("red", "blue", null, "red", "green", null)).column("x");

        assertThat(column.values()).isEqualTo(4);
        assertThat(column.missing()).isEqualTo(2);
        assertThat(column.distinct()).hasValue(3);
        assertThat(column.categories())
                .containsExactly(
                        Map.entry("red", 2L), Map.entry("blue", 1L), Map.entry("green", 1L));
        assertThat(column.mode()).isEqualTo("red");
        assertThat(column.numeric()).isFalse();
        assertThat(column.numbers()).isEmpty();
        assertThat(column.misfit()).hasValue(new ColumnProfile.Misfit(1, "red"));
    }

    @Test
    void oneTextAmongTenValuesLeavesAColumnOfNumbers() {
        ColumnProfile column =
                TableProfile.of(column("1", "2", "3", "4", "5", "6", "x7", "8", "9", "10"))
                        .column("x");
        assertThat(column.numeric()).isTrue();
        assertThat(column.misfit()).hasValue(new ColumnProfile.Misfit(7, "x7"));

        assertThat(TableProfile.of(column("1", "2", "3", "x4")).column("x").numeric()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-0.5, -0.5",
        "' 7 ', 7",
        "1e3, 1000",
        "+2, 2",
        ".5, 0.5",
        "NaN, ",
        "Infinity, ",
        "0x10, ",
        "1d, ",
        "1e999, ",
        "'1,5', ",
        "1-2, ",
        "-, ",
        "e, ",
        "'', ",
        "1_000, "
    })
    void whatIsANumber(String text, Double number) {
        double parsed = Decimal.parse(text);
        if (number == null) {
            assertThat(parsed).isNaN();
        } else {
            assertThat(parsed).isEqualTo(number);
        }
    }

    /** Short numbers are read a faster way, which must give the same bits. */
    @Test
    void numbersAreThoseOfJava() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
            int digits = 1 + random.nextInt(17);
            int point = random.nextInt(digits + 2) - 1;
            for (int j = 0; j < digits; j++) {
                text.append(j == point ? "." : "").append(random.nextInt(10));
            }
            text.append(point == digits ? "." : "");
            double expected = Double.parseDouble(text.toString());
            assertThat(Double.doubleToRawLongBits(Decimal.parse(text.toString())))
                    .as("%s", text)
                    .isEqualTo(Double.doubleToRawLongBits(expected));
        }
    }

    @Test
    void chosenRowsAlone() {
        TableProfile profile = TableProfile.of(column("1", "100", "3", "100"), row -> row % 2 == 0);

        assertThat(profile.rows()).isEqualTo(2);
        assertThat(profile.column("x").numbers().orElseThrow().max()).isEqualTo(3);
        assertThat(profile.duplicates()).isZero();
    }

    @Test
    void rowsThatAreThereAgain() {
        Table table =
                Tables.of(
                        "t",
                        List.of("a", "b"),
                        List.of(
                                List.of("ab", "c"),
                                List.of("a", "bc"),
                                Arrays.asList(null, "c"),
                                List.of("ab", "c"),
                                Arrays.asList(null, "c"),
                                List.of("ab", "c")));
        TableProfile profile = TableProfile.of(table);

        assertThat(profile.duplicates()).isEqualTo(3);
        assertThat(profile.comparedRows()).isEqualTo(6);
    }

    @Test
    void duplicatesAmongManyRows() {
        RowHashes seen = new RowHashes();
        for (int i = 0; i < 50_000; i++) {
            boolean again = seen.add(new Row(List.of("" + i % 40_000, "x"), i + 1));
            assertThat(again).isEqualTo(i >= 40_000);
        }
        assertThat(seen.duplicates()).isEqualTo(10_000);
    }

    @Test
    void moreDifferentValuesThanAreCounted() {
        List<String> values =
                new ArrayList<>(IntStream.range(0, 1_000).mapToObj(i -> "v" + i).toList());
        assertThat(TableProfile.of(column(values)).column("x").distinct()).hasValue(1_000);

        values.add("one more");
        ColumnProfile many = TableProfile.of(column(values)).column("x");
        assertThat(many.manyValues()).isTrue();
        assertThat(many.distinct()).isEmpty();
        assertThat(many.mode()).isNull();
    }

    /**
     * The numbers 0 to 299,999 in an order that a stride mixes. A sample of 100,000 has a median
     * whose standard deviation is 0.5 / sqrt(100,000) of the range, 0.16 %; five of these are 0.8
     * %.
     */
    @Test
    void quartilesOfALongColumnAreThoseOfASample() {
        int count = 300_000;
        NumberTally tally = new NumberTally("x", 1);
        NumberTally again = new NumberTally("x", 1);
        for (long i = 0; i < count; i++) {
            tally.add(i * 7_919 % count);
            again.add(i * 7_919 % count);
        }
        NumberSummary numbers = tally.summary().orElseThrow();

        assertThat(numbers.count()).isEqualTo(count);
        assertThat(numbers.sampled()).isEqualTo(100_000);
        assertThat(numbers.quantilesAreExact()).isFalse();
        assertThat(numbers.mean()).isCloseTo((count - 1) / 2.0, within(1e-6));
        assertThat(numbers.lowerQuartile()).isCloseTo(count * 0.25, within(count * 0.008));
        assertThat(numbers.median()).isCloseTo(count * 0.5, within(count * 0.008));
        assertThat(numbers.upperQuartile()).isCloseTo(count * 0.75, within(count * 0.008));
        assertThat(again.summary()).hasValue(numbers);
    }

    /** The mean is 1e9 and the deviations 1: the sum of squares alone would lose all digits. */
    @Test
    void theDeviationOfLargeNumbersThatDifferLittle() {
        NumberTally tally = new NumberTally("x", 1);
        for (int i = 0; i < 1_000; i++) {
            tally.add(1e9 + (i % 2 == 0 ? 1 : -1));
        }
        assertThat(tally.summary().orElseThrow().standardDeviation()).isCloseTo(1, within(1e-9));
    }

    @Test
    void aColumnThatIsNotThere() {
        assertThatThrownBy(() -> TableProfile.of(column("1")).column("y"))
                .isInstanceOf(SteelyardException.class)
                .hasMessage("t has no column 'y'. Known are: x.");
    }

    private static Table column(String... values) {
        return column(Arrays.asList(values));
    }

    private static Table column(List<String> values) {
        return Tables.of("t", List.of("x"), values.stream().map(Arrays::asList).toList());
    }
}
