package io.steelyard.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableFormat;
import io.steelyard.spi.TableOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What stands in a file is what the rows have. */
final class DelimitedFormatTest {
    private static final TableOptions DEFAULTS = TableOptions.defaults();

    @TempDir Path directory;

    @Test
    void theHeaderNamesTheColumnsAndRowsKnowTheirLines() throws IOException {
        Table table = csv("age,city\n31,Ulm\n\n40,\"Bad\nUrach\"\n52,Bonn", DEFAULTS);

        assertThat(table.name()).endsWith("table.csv");
        assertThat(table.columns()).containsExactly("age", "city");
        assertThat(table.rows())
                .containsExactly(
                        new Row(List.of("31", "Ulm"), 2),
                        new Row(List.of("40", "Bad\nUrach"), 4),
                        new Row(List.of("52", "Bonn"), 6));
        assertThat(table.rows().size()).hasValue(3);
    }

    @Test
    void withoutAHeaderColumnsAreNumbered() throws IOException {
        Table table = csv("31,Ulm\n40,Bonn\n", DEFAULTS.withoutHeader());

        assertThat(table.columns()).containsExactly("1", "2");
        assertThat(values(table)).containsExactly(List.of("31", "Ulm"), List.of("40", "Bonn"));
    }

    @Test
    void aColumnWithoutANameHasTheOneOfPandas() throws IOException {
        assertThat(csv(",age\n0,31\n", DEFAULTS).columns()).containsExactly("Unnamed: 0", "age");
    }

    @Test
    void valuesStandAsTheyAre() throws IOException {
        Table table = csv("a,b\n x ,\" \"\"y\"\" , z \"\n5'6\",\"\r\n\"\n", DEFAULTS);

        assertThat(values(table))
                .containsExactly(
                        List.of(" x ", " \"y\" , z "),
                        // A quote within a value without quotes is a character like any other.
                        Arrays.asList("5'6\"", null));
    }

    @Test
    void missingValuesAreEmptyBlankOrNamed() throws IOException {
        Table table = csv("a,b,c,d,e,f\n,\"\",  , NA ,?,nan\n-,na,0,N,NaNs,\"NA\"\n", DEFAULTS);

        assertThat(values(table))
                .containsExactly(
                        Arrays.asList(null, null, null, null, null, null),
                        Arrays.asList("-", "na", "0", "N", "NaNs", null));
        assertThat(values(csv("a,b\n-,NA\n", DEFAULTS.withMissing(Set.of("-")))))
                .containsExactly(Arrays.asList(null, "NA"));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
        assertThat(csv("\ufeffage\n3\n", DEFAULTS).columns()).containsExactly("age");
    }

    @Test
    void anotherDelimiterAndCharacterSet() throws IOException {
        Path file = directory.resolve("latin.csv");
        Files.write(file, "größe;ort\n1,5;Köln\n".getBytes(StandardCharsets.ISO_8859_1));
        Table table =
                CsvPlugin.csv()
                        .open(
                                file,
                                DEFAULTS.withDelimiter(';')
                                        .withCharset(StandardCharsets.ISO_8859_1));

        assertThat(table.columns()).containsExactly("größe", "ort");
        assertThat(values(table)).containsExactly(List.of("1,5", "Köln"));
    }

    @Test
    void betweenTabsQuotesAreCharacters() throws IOException {
        Table table =
                write(CsvPlugin.tsv(), "text\tlabel\n\" bad \"\" , he said\t0\n\"\t1\n", DEFAULTS);

        assertThat(values(table))
                .containsExactly(List.of("\" bad \"\" , he said", "0"), List.of("\"", "1"));
    }

    /** More rows than a block has, and values with all that is quoted, cut anywhere by reads. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void blocksOfALongFileAreReadInAnyOrder(String lineEnd) throws IOException {
        Random random = new Random(1);
        List<List<String>> expected = new ArrayList<>();
        List<Long> lines = new ArrayList<>();
        StringBuilder file = new StringBuilder("number,text,end" + lineEnd);
        long line = 2;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(50) == 0) {
                file.append(lineEnd);
                line++;
            }
            StringBuilder text = new StringBuilder("v");
            int breaks = 0;
            for (int length = random.nextInt(40); length > 0; length--) {
                switch (random.nextInt(12)) {
                    case 0 -> text.append('"');
                    case 1 -> text.append(',');
                    case 2 -> {
                        text.append(lineEnd);
                        breaks++;
                    }
                    case 3 -> text.append("ß𝄞");
                    default -> text.append((char) ('a' + random.nextInt(26)));
                }
            }
            String quoted = "\"" + text.toString().replace("\"", "\"\"") + "\"";
            file.append(i).append(',').append(quoted).append(",x").append(lineEnd);
            expected.add(List.of("" + i, text.toString(), "x"));
            lines.add(line);
            line += 1 + breaks;
        }
        Table table = csv(file.toString(), DEFAULTS);
        BlockedDataset<Row> rows = table.rows();

        assertThat(rows.blocks()).isGreaterThan(4);
        assertThat(rows.start(0)).isZero();
        assertThat(rows.start(rows.blocks())).isEqualTo(20_000);
        for (int block = rows.blocks() - 1; block >= 0; block--) {
            int from = (int) rows.start(block);
            int to = (int) rows.start(block + 1);
            List<Row> read = rows.block(block);
            assertThat(read).extracting(Row::values).isEqualTo(expected.subList(from, to));
            assertThat(read).extracting(Row::line).isEqualTo(lines.subList(from, to));
        }
        assertThat(rows.iterator(new Cursor(0, 12_345)).next().values())
                .isEqualTo(expected.get(12_345));
        assertThatThrownBy(() -> rows.block(rows.blocks()))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rows.start(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void blocksOfWideRowsAreShort() throws IOException {
        String row = "12345678,".repeat(9_999) + "1\n";
        Table table = csv(row.repeat(40), DEFAULTS.withoutHeader());

        // A row has 90 kB, and a block ends with the first row that reaches 1 MiB.
        assertThat(table.rows().start(1)).isEqualTo(12);
        assertThat(values(table)).hasSize(40).allMatch(values -> values.size() == 10_000);
    }

    private Table csv(String text, TableOptions options) throws IOException {
        return write(CsvPlugin.csv(), text, options);
    }

    private Table write(TableFormat format, String text, TableOptions options) throws IOException {
        Path file = directory.resolve("table." + format.name());
        Files.writeString(file, text);
        return format.open(file, options);
    }

    private static List<List<String>> values(Table table) {
        List<List<String>> values = new ArrayList<>();
        table.rows().forEach(row -> values.add(row.values()));
        return values;
    }
}
