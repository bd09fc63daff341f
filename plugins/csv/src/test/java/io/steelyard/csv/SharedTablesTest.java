package io.steelyard.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Public data files, with the numbers of rows and missing values that their sources state. */
final class SharedTablesTest {
    private static final TableOptions NO_HEADER = TableOptions.defaults().withoutHeader();

    @Test
    void californiaHousing() {
        Table table =
                CsvPlugin.csv()
                        .open(
                                SharedData.file("tabular/california-housing/housing.csv"),
                                TableOptions.defaults());

        assertThat(table.columns())
                .containsExactly(
                        "longitude",
                        "latitude",
                        "housing_median_age",
                        "total_rooms",
                        "total_bedrooms",
                        "population",
                        "households",
                        "median_income",
                        "median_house_value",
                        "ocean_proximity");
        assertThat(table.rows().size()).hasValue(20_640);
        assertThat(missing(table)).isEqualTo(207);
        assertThat(table.rows().iterator().next().values())
                .isEqualTo(
                        List.of(
                                "-122.23",
                                "37.88",
                                "41.0",
                                "880.0",
                                "129.0",
                                "322.0",
                                "126.0",
                                "8.3252",
                                "452600.0",
                                "NEAR BAY"));
    }

    @Test
    void breastCancerHasNoHeaderAndQuestionMarks() {
        Table table =
                CsvPlugin.csv()
                        .open(
                                SharedData.file("tabular/medical/breast-cancer-wisconsin.data"),
                                NO_HEADER);

        assertThat(table.columns()).hasSize(11);
        assertThat(table.rows().size()).hasValue(699);
        assertThat(missing(table)).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource({"train,6920", "dev,872", "test,1821"})
    void stanfordSentiment(String part, long rows) {
        Table table =
                CsvPlugin.tsv().open(SharedData.file("sentiment/SST2/" + part + ".tsv"), NO_HEADER);

        assertThat(table.rows().size()).hasValue(rows);
        assertThat(table.rows()).allMatch(row -> List.of("0", "1").contains(row.value(1)));
    }

    @Test
    void agNewsHasDoubledQuotes() {
        Table table =
                CsvPlugin.csv().open(SharedData.file("topic/ag_news_csv/test.csv"), NO_HEADER);

        assertThat(table.rows().size()).hasValue(7_600);
        assertThat(table.columns()).hasSize(3);
        for (String label : List.of("1", "2", "3", "4")) {
            assertThat(stream(table).filter(row -> label.equals(row.value(0)))).hasSize(1_900);
        }
        assertThat(stream(table)).anyMatch(row -> row.value(2).contains("\""));
        assertThat(stream(table)).noneMatch(row -> row.value(2).contains("\"\""));
    }

    @Test
    void questionsInIso8859AreNoUtf8() {
        Path file = SharedData.file("topic/TREC/train_5500.label");
        TableOptions lines = NO_HEADER.withDelimiter('\t');

        assertThatThrownBy(() -> CsvPlugin.tsv().open(file, lines))
                .isInstanceOf(SteelyardException.class)
                .hasMessageStartingWith(
                        file + ", line 66, column 60: the byte 0xF0 is no text in UTF-8. ")
                .hasMessageContaining("in ISO-8859-1 it would read ' as a sisterðcity with L'");
        assertThat(
                        CsvPlugin.tsv()
                                .open(file, lines.withCharset(StandardCharsets.ISO_8859_1))
                                .rows()
                                .size())
                .hasValue(5_452);
    }

    private static Stream<Row> stream(Table table) {
        return StreamSupport.stream(table.rows().spliterator(), false);
    }

    private static long missing(Table table) {
        return stream(table)
                .flatMap(row -> row.values().stream())
                .filter(value -> value == null)
                .count();
    }
}
